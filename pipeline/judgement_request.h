// Everything judgeCells needs beside the cells themselves, as one JSON document: the page in which cuts are moved has
// it from the program, changes a number and judges again by the same functions (apps/web/judge).
//   um_per_px, cell_class{stained_od, ...}, quality{...}, score{...}, controls{required, minimum_cells},
//   rule_set{name, version, title, derived, noise_floor{...}, clauses[{id, score, patterns[], lower_bound,
//   lower_percent, cluster_cells, upper_percent, flag, wording}]}, areas_mm2{tissue, out_of_focus, hidden},
//   control_regions[{object, expected}], refusals[], counterstain_od
// Names of options are those of the configuration. Pure; thread-safe.
#pragma once

#include <string>
#include <vector>

#include "pipeline/json_text.h"
#include "scoring/cell_class.h"
#include "scoring/cell_judgement.h"
#include "scoring/rule_set.h"

namespace herald {

struct JudgementRequest {
  double um_per_px = 0;
  CellClassOptions cell_class;
  CellJudgementOptions options;
  RuleSet rules;  // with the noise floor that is to be used
  TissueAreas areas;
  std::vector<ControlCells> controls;  // without members: the cells say whose they are
  std::vector<std::string> refusals;
  // Haematoxylin that every nucleus is taken to have: the slide's median, which no cut moves.
  double counterstain_od = 0;
};

// Numbers with all their digits.
[[nodiscard]] OrderedJson judgementRequestJson(const JudgementRequest& request);
[[nodiscard]] OrderedJson ruleSetJson(const RuleSet& rules);

// The inverse. Throws nlohmann::json::exception where a field is missing or of another kind.
[[nodiscard]] JudgementRequest parseJudgementRequest(const OrderedJson& json);

}  // namespace herald
