#include "pipeline/results/score_json.h"

#include <array>

namespace herald {
namespace {

OrderedJson percentByClass(const std::array<Estimate, 4>& percent) {
  OrderedJson json = OrderedJson::object();
  for (std::size_t i = 0; i < percent.size(); ++i) json[std::string(kCellClassNames[i])] = estimateJson(percent[i]);
  return json;
}

OrderedJson table(const SlideScore& score) {
  const auto count = [&](StainingPattern pattern) { return score.table[static_cast<std::size_t>(pattern)]; };
  using enum StainingPattern;
  return {{"none", count(kNone)},
          {"incomplete", {{"weak", count(kIw)}, {"moderate", count(kIm)}, {"strong", count(kIs)}}},
          {"complete", {{"weak", count(kCw)}, {"moderate", count(kCm)}, {"strong", count(kCs)}}}};
}

}  // namespace

OrderedJson estimateJson(const Estimate& of) {
  return {{"value", rounded(of.value, kPercentDecimals)},
          {"low", rounded(of.low, kPercentDecimals)},
          {"high", rounded(of.high, kPercentDecimals)}};
}

void addAnswerJson(const SlideScore& score, const std::vector<std::string>& reasons, const RuleSetIdentity& rules,
                   OrderedJson& json) {
  const bool scored = score.score.has_value();
  json["score"] = scored ? OrderedJson(her2ScoreName(*score.score)) : OrderedJson(nullptr);
  json["ish"] = scored ? textOrNull(score.ish) : OrderedJson(nullptr);
  json["derived"] = scored ? textOrNull(score.derived) : OrderedJson(nullptr);
  json["borderline"] = scored ? OrderedJson(score.borderline) : OrderedJson(nullptr);
  json["reasons"] = reasons;
  json["flags"] = score.flags;
  json["rule_set"] = {{"name", textOrNull(rules.name)},
                      {"version", textOrNull(rules.version)},
                      {"clause", scored ? textOrNull(score.clause) : OrderedJson(nullptr)}};
}

void addSharesJson(const SlideScore& score, OrderedJson& json) {
  const bool known = score.counted_cells > 0;
  json["percent"] = known ? percentByClass(score.percent) : OrderedJson(nullptr);
  json["percent_bootstrap"] = known ? percentByClass(score.percent_bootstrap) : OrderedJson(nullptr);
  json["percent_complete"] = known ? estimateJson(score.percent_complete) : OrderedJson(nullptr);
  json["percent_masked"] = known ? estimateJson(score.percent_masked) : OrderedJson(nullptr);
  json["table"] = table(score);
  for (const ScoreNumber& number : kScoreNumbers)
    json[std::string(number.key)] = known ? estimateJson(score.*number.estimate) : OrderedJson(nullptr);
}

OrderedJson auditJson(const SlideScore& score) {
  OrderedJson json = OrderedJson::array();
  for (const ClauseAudit& clause : score.audit)
    json.push_back({{"id", clause.id},
                    {"wording", clause.wording},
                    {"score", her2ScoreName(clause.score)},
                    {"count", clause.count},
                    {"percent", estimateJson(clause.percent)},
                    {"percent_bootstrap", estimateJson(clause.percent_bootstrap)},
                    {"comparison", clause.comparison},
                    {"largest_group", clause.largest_group ? OrderedJson(*clause.largest_group) : OrderedJson(nullptr)},
                    {"fired", clause.fired},
                    {"margin_points", rounded(clause.margin_points, kPercentDecimals)},
                    {"borderline", clause.borderline}});
  return json;
}

OrderedJson controlsJson(const std::vector<ControlResult>& controls) {
  OrderedJson json = OrderedJson::array();
  for (const ControlResult& control : controls) {
    const SlideScore& measured = control.measured;
    const auto passed = control.passed();
    json.push_back({{"name", control.name()},
                    {"object", control.object},
                    {"expected", her2ScoreName(control.expected)},
                    {"cells", measured.counted_cells},
                    {"percent", measured.counted_cells > 0 ? percentByClass(measured.percent) : OrderedJson(nullptr)},
                    {"score", measured.score ? OrderedJson(her2ScoreName(*measured.score)) : OrderedJson(nullptr)},
                    {"passed", passed ? OrderedJson(*passed) : OrderedJson(nullptr)}});
  }
  return json;
}

OrderedJson judgementAnswerJson(const CellJudgement& judgement, const RuleSetIdentity& rules) {
  OrderedJson json = {{"status", judgement.score.score ? "scored" : "indeterminate"}};
  addAnswerJson(judgement.score, judgement.reasons, rules, json);
  addSharesJson(judgement.score, json);
  json["counted_cells"] = judgement.score.counted_cells;
  json["controls"] = controlsJson(judgement.controls);
  json["audit"] = auditJson(judgement.score);
  json["warnings"] = judgement.warnings;
  return json;
}

}  // namespace herald
