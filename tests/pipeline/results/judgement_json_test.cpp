#include "pipeline/results/judgement_json.h"

#include <gtest/gtest.h>

namespace herald {
namespace {

TEST(JudgementJson, ComesBackAsItWasForEveryRuleSet) {
  for (const std::string_view name : builtInRuleSetNames()) {
    JudgementRequest request;
    request.um_per_px = 0.2525;
    request.cell_class.moderate_od = 0.1 + 0.2;  // all digits
    request.options.quality.edge_um = 33;
    request.options.score.minimum_tumour_cells = 77;
    request.options.controls = {false, 12};
    request.rules = builtInRuleSet(name);
    request.areas = {1.5, 0.25, 0.125};
    request.controls = {{4, 3, {}}};
    request.refusals = {"too_coarse: \"1\" um"};
    const OrderedJson json = judgementRequestJson(request);
    const JudgementRequest back = parseJudgementRequest(OrderedJson::parse(json.dump()));
    EXPECT_EQ(judgementRequestJson(back), json);
    EXPECT_EQ(back.cell_class.moderate_od, request.cell_class.moderate_od);
    EXPECT_EQ(back.rules.clauses.size(), request.rules.clauses.size());
    EXPECT_EQ(back.rules.noise_floor, request.rules.noise_floor);
    EXPECT_EQ(back.controls[0].expected, 3);
    EXPECT_EQ(back.areas.hidden_mm2, 0.125);
  }
}

TEST(JudgementJson, JudgesAsTheRuleSetItCameFrom) {
  for (const std::string_view name : builtInRuleSetNames()) {
    const RuleSet rules = builtInRuleSet(name);
    JudgementRequest request;
    request.rules = rules;
    const RuleSet back = parseJudgementRequest(judgementRequestJson(request)).rules;
    for (std::size_t i = 0; i < rules.clauses.size(); ++i) {
      EXPECT_EQ(comparisonText(back.clauses[i], back.noise_floor), comparisonText(rules.clauses[i], rules.noise_floor));
      EXPECT_EQ(back.clauses[i].patterns, rules.clauses[i].patterns);
      EXPECT_EQ(back.clauses[i].score, rules.clauses[i].score);
      EXPECT_EQ(back.clauses[i].upper_percent, rules.clauses[i].upper_percent);
    }
  }
}

TEST(JudgementJson, AMissingOrUnknownNameIsAnError) {
  JudgementRequest request;
  request.rules = builtInRuleSet("asco-cap-2018");
  OrderedJson json = judgementRequestJson(request);
  json["rule_set"]["clauses"][0]["patterns"] = {"xx"};
  EXPECT_THROW((void)parseJudgementRequest(json), std::invalid_argument);
  json.erase("rule_set");
  EXPECT_THROW((void)parseJudgementRequest(json), nlohmann::json::exception);
}

}  // namespace
}  // namespace herald
