// The parts of result.json that follow from the calls of the cells, and so move with the cuts: result.json itself and
// the page in which cuts are moved have them from here. Pure; thread-safe.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "pipeline/files/json_text.h"
#include "scoring/cell_judgement.h"

namespace herald {

// Of percentages and H-scores.
inline constexpr int kPercentDecimals = 3;

// Which rule set judged; empty texts become null.
struct RuleSetIdentity {
  std::string name;
  std::string version;
};

// score, ish, derived, borderline, reasons[], flags[], rule_set{name, version, clause}; null without a score.
void addAnswerJson(const SlideScore& score, const std::vector<std::string>& reasons, const RuleSetIdentity& rules,
                   OrderedJson& json);

[[nodiscard]] OrderedJson estimateJson(const Estimate& of);

// percent, percent_bootstrap, percent_complete, percent_masked, table, h_score. Shares of no cells are unknown: null,
// not 0.
void addSharesJson(const SlideScore& score, OrderedJson& json);

// All of it for an answer that stands alone: status and what is above, counted_cells, controls[], audit[], warnings[].
[[nodiscard]] OrderedJson judgementAnswerJson(const CellJudgement& judgement, const RuleSetIdentity& rules);

[[nodiscard]] OrderedJson auditJson(const SlideScore& score);
[[nodiscard]] OrderedJson controlsJson(const std::vector<ControlResult>& controls);

}  // namespace herald
