// JudgementRequest as a JSON document: the page in which cuts are moved has it from the program, changes a number and
// judges again by the same functions (apps/web/judge).
//   um_per_px, cell_class{}, quality{}, score{}, controls{}: every option of these structs,
//   rule_set{name, version, title, derived, noise_floor{...}, clauses[{id, score, patterns[], lower_bound,
//   lower_percent, cluster_cells, upper_percent, flag, wording}]}, areas_mm2{tissue, out_of_focus, hidden},
//   control_regions[{object, expected}], refusals[]
// Names of options are those of the configuration. Pure; thread-safe.
#pragma once

#include "pipeline/files/json_text.h"
#include "scoring/cell_judgement.h"
#include "scoring/rule_set.h"

namespace herald {

// Numbers with all their digits; of controls what the annotation says, without their cells.
[[nodiscard]] OrderedJson judgementRequestJson(const JudgementRequest& request);
[[nodiscard]] OrderedJson ruleSetJson(const RuleSet& rules);

// The inverse. Throws nlohmann::json::exception where a field is missing or of another kind, std::invalid_argument for
// an option out of range or unknown (options_json.h).
[[nodiscard]] JudgementRequest parseJudgementRequest(const OrderedJson& json);

}  // namespace herald
