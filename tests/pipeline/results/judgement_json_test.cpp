#include "pipeline/results/judgement_json.h"

#include <gtest/gtest.h>

#include "pipeline/configuration/option_value.h"
#include "tests/support/temporary_folder.h"

namespace herald {
namespace {

// Another value than the default for every option, each different.
template <class Struct>
void changeAll(Struct& options) {
  double place = 0;
  for (const OptionDescriptor<Struct>& option : descriptorsOf<Struct>()) {
    const auto& [low, high] = option.range;
    const double share = ++place / static_cast<double>(descriptorsOf<Struct>().size() + 1);
    const OptionValue now = valueOf(option, options);
    if (const auto* truth = std::get_if<bool>(&now)) setValue(option, options, !*truth);
    if (std::holds_alternative<std::int64_t>(now))
      setValue(option, options, static_cast<std::int64_t>(low + share * (high - low)));
    if (std::holds_alternative<double>(now)) setValue(option, options, low + share * (high - low));
  }
}

template <class Struct>
void expectSame(const Struct& a, const Struct& b) {
  for (const auto& option : descriptorsOf<Struct>()) {
    EXPECT_EQ(valueOf(option, a), valueOf(option, b)) << option.key;
    EXPECT_NE(valueOf(option, a), valueOf(option, Struct{})) << option.key;
  }
}

JudgementRequest changedRequest(std::string_view rules) {
  JudgementRequest request;
  request.um_per_px = 0.2525;
  changeAll(request.cell_class);
  changeAll(request.options.quality);
  changeAll(request.options.score);
  changeAll(request.options.controls);
  request.rules = builtInRuleSet(rules);
  request.areas = {1.5, 0.25, 0.125};
  request.controls = {{4, 3, {}}};
  request.refusals = {"too_coarse: \"1\" um"};
  return request;
}

TEST(JudgementJson, ComesBackAsItWasForEveryRuleSetWithEveryOption) {
  for (const std::string_view name : builtInRuleSetNames()) {
    const JudgementRequest request = changedRequest(name);
    const OrderedJson json = judgementRequestJson(request);
    const JudgementRequest back = parseJudgementRequest(OrderedJson::parse(json.dump()));
    EXPECT_EQ(judgementRequestJson(back), json);
    expectSame(back.cell_class, request.cell_class);
    expectSame(back.options.quality, request.options.quality);
    expectSame(back.options.score, request.options.score);
    expectSame(back.options.controls, request.options.controls);
    EXPECT_EQ(back.rules.clauses.size(), request.rules.clauses.size());
    EXPECT_EQ(back.rules.noise_floor, request.rules.noise_floor);
    EXPECT_EQ(back.controls[0].expected, 3);
    EXPECT_EQ(back.areas.hidden_mm2, 0.125);
  }
}

TEST(JudgementJson, NoDefaultStandsInForAMissingMember) {
  const OrderedJson json = judgementRequestJson(changedRequest("asco-cap-2018"));
  for (const auto& [part, content] : json.items()) {
    OrderedJson without = json;
    without.erase(part);
    EXPECT_THROW((void)parseJudgementRequest(without), nlohmann::json::exception) << part;
    if (!content.is_object()) continue;
    for (const auto& [name, value] : content.items()) {
      without = json;
      without[part].erase(name);
      EXPECT_THROW((void)parseJudgementRequest(without), nlohmann::json::exception) << part << '.' << name;
    }
  }
}

TEST(JudgementJson, AnOptionOutOfRangeUnknownOrOfAnotherKindIsAnError) {
  const OrderedJson json = judgementRequestJson(changedRequest("asco-cap-2018"));
  const auto message = [&](const char* part, const char* name, const OrderedJson& value) {
    OrderedJson wrong = json;
    wrong[part][name] = value;
    return messageOf<std::invalid_argument>([&] { (void)parseJudgementRequest(wrong); });
  };
  EXPECT_EQ(message("cell_class", "strong_od_um", 2.6), "cell_class.strong_od_um = 2.6 is outside 0.01 to 2.55");
  EXPECT_EQ(message("score", "minimum_tumour_cells", 0), "quality.minimum_tumour_cells = 0 is outside 1 to 1000000000");
  EXPECT_EQ(message("score", "bootstrap_replicates", 500.5),
            "score.bootstrap_replicates = 500.5 is not a whole number");
  EXPECT_EQ(message("controls", "required", "yes"), "controls.required = \"yes\" is neither true nor false");
  EXPECT_EQ(message("quality", "edge_um", nullptr), "edge_um is not a number, true, false or text");
  EXPECT_NE(message("quality", "egde_um", 3).find("unknown options"), std::string::npos);
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
