#include "scoring/rule_set.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace herald {
namespace {

constexpr std::string_view kSmall = R"(name = "small"
version = "3"
title = "A small one"
[[clause]]
id = "2+"
score = "2+"
patterns = ["cw", "cm"]
above_percent = 10
wording = "Complete."
[[clause]]
id = "0"
score = "0"
otherwise = true
wording = "Else."
)";

// kSmall with the first occurrence of `old_text` replaced.
std::string smallWith(std::string_view old_text, std::string_view new_text) {
  std::string document(kSmall);
  const std::size_t position = document.find(old_text);
  EXPECT_NE(position, std::string::npos) << old_text;
  return document.replace(position, old_text.size(), new_text);
}

std::string messageOf(const std::string& document) {
  try {
    (void)parseRuleSet(document, "lab.toml");
  } catch (const std::invalid_argument& error) {
    EXPECT_EQ(std::string(error.what()).find('\n'), std::string::npos);
    return error.what();
  }
  return "no error";
}

RuleClause clauseWith(LowerBound lower_bound, double lower, std::optional<double> upper_percent = {}) {
  RuleClause clause;
  clause.lower_bound = lower_bound;
  clause.lower = lower;
  clause.upper_percent = upper_percent;
  return clause;
}

TEST(RuleSet, IsReadFromToml) {
  const RuleSet rules = parseRuleSet(kSmall, "lab.toml");
  EXPECT_EQ(rules.name, "small");
  EXPECT_EQ(rules.version, "3");
  EXPECT_FALSE(rules.derived);
  EXPECT_EQ(rules.noise_floor, NoiseFloor{});
  ASSERT_EQ(rules.clauses.size(), 2U);
  EXPECT_EQ(rules.clauses[0].score, Her2Score::k2Plus);
  EXPECT_EQ(rules.clauses[0].patterns, patternSet({StainingPattern::kCw, StainingPattern::kCm}));
  EXPECT_EQ(rules.clauses[0].lower_bound, LowerBound::kAbovePercent);
  EXPECT_EQ(rules.clauses[0].lower, 10);
  EXPECT_EQ(rules.clauses[1].lower_bound, LowerBound::kOtherwise);
}

TEST(RuleSet, BesideTheOneUsedStandTheOthersWithTheSameFloor) {
  NoiseFloorOptions floor;
  EXPECT_EQ(ruleSetsBeside(builtInRuleSet("gastric-biopsy"), floor).size(), builtInRuleSetNames().size());
  EXPECT_EQ(ruleSetsBeside(builtInRuleSet("gastric-biopsy"), floor).front().name, "gastric-biopsy");
  floor.from_rule_set = false;
  floor.percent = 3;
  for (const RuleSet& rules : ruleSetsBeside(withNoiseFloor(builtInRuleSet("asco-cap-2018"), floor), floor))
    EXPECT_EQ(rules.noise_floor.percent, 3) << rules.name;
}

TEST(RuleSet, OthersThatDoNotTakeTheFloorAreNotOffered) {
  NoiseFloorOptions floor;
  floor.from_rule_set = false;
  floor.percent = 12;  // within the bounds of 2007, above one of 2018
  const auto offered = ruleSetsBeside(withNoiseFloor(builtInRuleSet("asco-cap-2007"), floor), floor);
  EXPECT_EQ(offered.front().name, "asco-cap-2007");
  for (const RuleSet& rules : offered) EXPECT_NE(rules.name, "asco-cap-2018");
}

TEST(RuleSet, TakesItsNoiseFloorFromTheDocument) {
  const RuleSet rules = parseRuleSet(
      smallWith("[[clause]]",
                "[noise_floor]\npercent = 2\ncontiguous_cells = 5\nneighbour_distance_um = 30.5\n[[clause]]"),
      "lab.toml");
  EXPECT_EQ(rules.noise_floor, (NoiseFloor{2, 5, 30.5}));
}

TEST(RuleSet, ComparisonsAreExactAtTheCut) {
  const NoiseFloor floor;
  const auto holdsFor = [&](const RuleClause& clause, std::int64_t count) {
    return holds(clause, floor, {count, 70, 70});
  };
  EXPECT_FALSE(holdsFor(clauseWith(LowerBound::kAbovePercent, 10), 7));
  EXPECT_TRUE(holdsFor(clauseWith(LowerBound::kAbovePercent, 10), 8));
  EXPECT_TRUE(holdsFor(clauseWith(LowerBound::kAtLeastPercent, 10), 7));
  EXPECT_FALSE(holdsFor(clauseWith(LowerBound::kAtLeastPercent, 10), 6));
  EXPECT_TRUE(holdsFor(clauseWith(LowerBound::kAtLeastPercent, 0, 10), 7));
  EXPECT_FALSE(holdsFor(clauseWith(LowerBound::kAtLeastPercent, 0, 10), 8));
}

TEST(RuleSet, TheFloorAsksForAShareAndForAGroup) {
  const NoiseFloor floor;
  EXPECT_FALSE(exceedsFloor(floor, {10, 1000, 10}));
  EXPECT_TRUE(exceedsFloor(floor, {11, 1000, 10}));
  EXPECT_FALSE(exceedsFloor(floor, {500, 1000, 9}));
  EXPECT_FALSE(exceedsFloor(floor, {0, 0, 0}));
}

TEST(RuleSet, AClusterAsksForAGroupWhateverItsShare) {
  const RuleClause clause = clauseWith(LowerBound::kCluster, 5);
  EXPECT_TRUE(holds(clause, NoiseFloor{}, {5, 100000, 5}));
  EXPECT_FALSE(holds(clause, NoiseFloor{}, {90000, 100000, 4}));
  EXPECT_FALSE(holds(clause, NoiseFloor{}, {}));
  EXPECT_EQ(groupWanted(clause, NoiseFloor{}), 5);
  EXPECT_FALSE(lowerCutPercent(clause, NoiseFloor{}).has_value());
  EXPECT_EQ(comparisonText(clause, NoiseFloor{}), "5 neighbouring cells");
}

TEST(RuleSet, WithoutCellsOnlyOtherwiseHolds) {
  const NoiseFloor floor;
  EXPECT_FALSE(holds(clauseWith(LowerBound::kAtLeastPercent, 0), floor, {}));
  EXPECT_TRUE(holds(clauseWith(LowerBound::kOtherwise, 0), floor, {}));
}

TEST(RuleSet, ComparisonsReadAsTheyAreMade) {
  const NoiseFloor floor;
  EXPECT_EQ(comparisonText(clauseWith(LowerBound::kAbovePercent, 10), floor), "> 10");
  EXPECT_EQ(comparisonText(clauseWith(LowerBound::kAtLeastPercent, 2.5), floor), ">= 2.5");
  EXPECT_EQ(comparisonText(clauseWith(LowerBound::kAboveFloor, 0, 10), floor), "> 1 with 10 neighbouring cells, <= 10");
  EXPECT_EQ(comparisonText(clauseWith(LowerBound::kOtherwise, 0), floor), "otherwise");
}

TEST(RuleSet, BuiltInOnesAreNamedAsTheirFilesAndComplete) {
  const auto names = builtInRuleSetNames();
  EXPECT_EQ(names, (std::vector<std::string_view>{"asco-cap-2007", "asco-cap-2013", "asco-cap-2018", "gastric-biopsy",
                                                  "gastric-resection"}));
  for (const std::string_view name : names) {
    const RuleSet rules = builtInRuleSet(name);
    EXPECT_EQ(rules.name, name);
    EXPECT_FALSE(rules.reference.empty());
    EXPECT_EQ(rules.derived, name.starts_with("asco-cap"));
  }
}

// "2+: cw cm cs > 10" for each clause, in order.
std::vector<std::string> clausesOf(std::string_view name) {
  const RuleSet rules = builtInRuleSet(name);
  std::vector<std::string> lines;
  for (const RuleClause& clause : rules.clauses) {
    std::string line = clause.id + ":";
    for (std::size_t i = 0; i < kStainingPatterns; ++i)
      if (clause.patterns[i]) line.append(" ").append(kStainingPatternNames[i]);
    lines.push_back(line + " " + comparisonText(clause, rules.noise_floor));
    EXPECT_TRUE(clause.id.starts_with(her2ScoreName(clause.score))) << line;
  }
  return lines;
}

TEST(RuleSet, BuiltInClausesSumAndCutAsTheGuidelinesDo) {
  using Lines = std::vector<std::string>;
  EXPECT_EQ(clausesOf("asco-cap-2018"),
            (Lines{"3+: cs > 10", "2+: cw cm cs > 10", "2+/limited: cs > 1 with 10 neighbouring cells, <= 10",
                   "2+/unusual: im is cm cs > 10", "1+: iw im is cw cm cs > 10", "0: otherwise"}));
  EXPECT_EQ(clausesOf("asco-cap-2013"),
            (Lines{"3+: cs > 10", "2+: im is cw cm cs > 10", "2+/limited: cs > 1 with 10 neighbouring cells, <= 10",
                   "1+: iw im is cw cm cs > 10", "0: otherwise"}));
  EXPECT_EQ(clausesOf("asco-cap-2007"),
            (Lines{"3+: cs > 30", "2+: cw cm cs >= 10", "2+/limited: cs > 1 with 10 neighbouring cells, <= 30",
                   "1+: iw im is cw cm cs > 1 with 10 neighbouring cells", "0: otherwise"}));
  EXPECT_EQ(clausesOf("gastric-resection"),
            (Lines{"3+: is cs >= 10", "2+: im is cw cm cs >= 10", "1+: iw im is cw cm cs >= 10", "0: otherwise"}));
  EXPECT_EQ(clausesOf("gastric-biopsy"),
            (Lines{"3+: is cs 5 neighbouring cells", "2+: im is cw cm cs 5 neighbouring cells",
                   "1+: iw im is cw cm cs 5 neighbouring cells", "0: otherwise"}));
}

TEST(RuleSet, TheWeakCompletePolicyIsNamedInTheWording) {
  const RuleSet rules = builtInRuleSet("asco-cap-2018");
  const auto weak =
      std::find_if(rules.clauses.begin(), rules.clauses.end(), [](const auto& c) { return c.id == "1+"; });
  ASSERT_NE(weak, rules.clauses.end());
  EXPECT_NE(weak->wording.find("Policy weak_complete_counts_as_1+"), std::string::npos);
}

TEST(RuleSet, AnUnknownBuiltInNameIsAnErrorWithASuggestionAndTheList) {
  try {
    (void)builtInRuleSet("asco-cap-2081");
    FAIL();
  } catch (const std::invalid_argument& error) {
    EXPECT_STREQ(error.what(),
                 "unknown rule set \"asco-cap-2081\"; did you mean \"asco-cap-2018\"? "
                 "(built in: asco-cap-2007 asco-cap-2013 asco-cap-2018 gastric-biopsy gastric-resection)");
  }
}

struct Defect {
  std::string_view old_text;
  std::string_view new_text;
  std::string_view message;
};

void PrintTo(const Defect& defect, std::ostream* out) {
  *out << defect.message;
}

class RuleSetDefect : public testing::TestWithParam<Defect> {};

TEST_P(RuleSetDefect, IsAnErrorOfOneLineWithPlaceAndValue) {
  EXPECT_EQ(messageOf(smallWith(GetParam().old_text, GetParam().new_text)), GetParam().message);
}

INSTANTIATE_TEST_SUITE_P(
    Document, RuleSetDefect,
    testing::Values(Defect{"name = \"small\"\n", "", "lab.toml: name is missing"},
                    Defect{"\"small\"", "\"Small one\"",
                           "lab.toml: name must consist of lower-case letters, digits and hyphens, not \"Small one\""},
                    Defect{"\"3\"", "3", "lab.toml: version must be text, not 3"},
                    Defect{"\"3\"", "\"\"", "lab.toml: version must not be empty"},
                    Defect{"title", "titel", "lab.toml: unknown key \"titel\"; did you mean \"title\"?"},
                    Defect{"title", "colour = 1\ntitle", "lab.toml: unknown key \"colour\""},
                    Defect{"title", "derived = \"yes\"\ntitle", "lab.toml: derived must be true or false, not \"yes\""},
                    Defect{"title", "noise_floor = 1\ntitle", "lab.toml: noise_floor must be a table"}));

INSTANTIATE_TEST_SUITE_P(
    Floor, RuleSetDefect,
    testing::Values(Defect{"[[clause]]", "[noise_floor]\npercent = 101\n[[clause]]",
                           "lab.toml: noise_floor: percent must be a number from 0 to 100, not 101"},
                    Defect{"[[clause]]", "[noise_floor]\npercent = nan\n[[clause]]",
                           "lab.toml: noise_floor: percent must be a number from 0 to 100, not nan"},
                    Defect{"[[clause]]", "[noise_floor]\ncontiguous_cells = 2.5\n[[clause]]",
                           "lab.toml: noise_floor: contiguous_cells must be a whole number, not 2.5"},
                    Defect{"[[clause]]", "[noise_floor]\nneighbour_distance_um = 0\n[[clause]]",
                           "lab.toml: noise_floor: neighbour_distance_um must be a number from 1 to 1000, not 0"},
                    Defect{
                        "[[clause]]", "[noise_floor]\ncontiguous_cell = 2\n[[clause]]",
                        "lab.toml: noise_floor: unknown key \"contiguous_cell\"; did you mean \"contiguous_cells\"?"}));

INSTANTIATE_TEST_SUITE_P(
    Clause, RuleSetDefect,
    testing::Values(
        Defect{"id = \"2+\"\n", "", "lab.toml: clause 1: id is missing"},
        Defect{"id = \"0\"", "id = \"2+\"", "lab.toml: clause \"2+\": id is used twice"},
        Defect{"score = \"2+\"", "score = \"4+\"",
               "lab.toml: clause \"2+\": score must be \"0\", \"1+\", \"2+\" or \"3+\", not \"4+\""},
        Defect{"score = \"2+\"", "score = 2", "lab.toml: clause \"2+\": score must be text, not 2"},
        Defect{"score = \"0\"", "score = \"3+\"",
               "lab.toml: clause \"0\": score 3+ comes after 2+: clauses go from the strongest score to the weakest"},
        Defect{"patterns = [\"cw\", \"cm\"]\n", "", "lab.toml: clause \"2+\": patterns is missing"},
        Defect{"[\"cw\", \"cm\"]", "\"cw\"", "lab.toml: clause \"2+\": patterns must be an array, not \"cw\""},
        Defect{"[\"cw\", \"cm\"]", "[]", "lab.toml: clause \"2+\": patterns must not be empty"},
        Defect{"\"cm\"", "\"cx\"", "lab.toml: clause \"2+\": patterns must be among iw im is cw cm cs, not \"cx\""},
        Defect{"\"cm\"", "\"none\"", "lab.toml: clause \"2+\": patterns must be among iw im is cw cm cs, not \"none\""},
        Defect{"\"cm\"", "7", "lab.toml: clause \"2+\": patterns must be among iw im is cw cm cs, not 7"},
        Defect{"\"cm\"", "\"cw\"", "lab.toml: clause \"2+\": patterns names \"cw\" twice"},
        Defect{"above_percent", "above_precent",
               "lab.toml: clause \"2+\": unknown key \"above_precent\"; did you mean \"above_percent\"?"},
        Defect{"wording = \"Complete.\"\n", "", "lab.toml: clause \"2+\": wording is missing"},
        Defect{"\"Complete.\"", "\"a\\nb\"", "lab.toml: clause \"2+\": wording must be a single line of text"},
        Defect{"wording = \"Complete.\"", "flag = 1\nwording = \"Complete.\"",
               "lab.toml: clause \"2+\": flag must be text, not 1"}));

INSTANTIATE_TEST_SUITE_P(
    Bounds, RuleSetDefect,
    testing::Values(
        Defect{"above_percent = 10", "above_percent = \"ten\"",
               "lab.toml: clause \"2+\": above_percent must be a number from 0 to 100, not \"ten\""},
        Defect{"above_percent = 10", "at_least_percent = -1",
               "lab.toml: clause \"2+\": at_least_percent must be a number from 0 to 100, not -1"},
        Defect{"above_percent = 10\n", "",
               "lab.toml: clause \"2+\": needs exactly one of above_percent, at_least_percent, above_floor, "
               "cluster_of_cells, otherwise"},
        Defect{"above_percent = 10", "above_percent = 10\nabove_floor = true",
               "lab.toml: clause \"2+\": needs exactly one of above_percent, at_least_percent, above_floor, "
               "cluster_of_cells, otherwise"},
        Defect{"above_percent = 10", "above_floor = 1",
               "lab.toml: clause \"2+\": above_floor must be true or false, not 1"},
        Defect{"above_percent = 10", "above_percent = 10\ncluster_of_cells = 5",
               "lab.toml: clause \"2+\": needs exactly one of above_percent, at_least_percent, above_floor, "
               "cluster_of_cells, otherwise"},
        Defect{"above_percent = 10", "cluster_of_cells = 0",
               "lab.toml: clause \"2+\": cluster_of_cells must be a number from 1 to 1e+09, not 0"},
        Defect{"above_percent = 10", "cluster_of_cells = 2.5",
               "lab.toml: clause \"2+\": cluster_of_cells must be a whole number, not 2.5"},
        Defect{"above_percent = 10", "cluster_of_cells = \"five\"",
               "lab.toml: clause \"2+\": cluster_of_cells must be a number from 1 to 1e+09, not \"five\""},
        Defect{"above_percent = 10", "cluster_of_cells = 5\nat_most_percent = 10",
               "lab.toml: clause \"2+\": cluster_of_cells takes no at_most_percent"},
        Defect{"above_percent = 10", "above_percent = 10\nat_most_percent = 10",
               "lab.toml: clause \"2+\": at_most_percent must be above the lower bound, not 10"},
        Defect{"above_percent = 10", "above_floor = true\nat_most_percent = 0.5",
               "lab.toml: clause \"2+\": at_most_percent must be above the lower bound, not 0.5"},
        Defect{"patterns = [\"cw\", \"cm\"]\nabove_percent = 10", "otherwise = true",
               "lab.toml: clause \"2+\": otherwise is for the last clause only"},
        Defect{"otherwise = true", "otherwise = true\npatterns = [\"cs\"]",
               "lab.toml: clause \"0\": otherwise takes neither patterns nor at_most_percent"},
        Defect{"otherwise = true", "above_percent = 1\npatterns = [\"cs\"]",
               "lab.toml: clause \"0\": the last clause must have otherwise = true"}));

TEST(NoiseFloorOptions, LeaveTheRuleSetAsItIsUnlessAskedTo) {
  const RuleSet rules = builtInRuleSet("asco-cap-2018");
  EXPECT_EQ(withNoiseFloor(rules, {true, 3, 40}).noise_floor, rules.noise_floor);
  const NoiseFloor changed = withNoiseFloor(rules, {false, 3, 40}).noise_floor;
  EXPECT_EQ(changed, (NoiseFloor{3, 40, rules.noise_floor.neighbour_distance_um}));
}

TEST(NoiseFloorOptions, AFloorAboveAClausesUpperBoundIsRefused) {
  try {
    (void)withNoiseFloor(builtInRuleSet("asco-cap-2018"), {false, 10, 10});
    FAIL() << "nothing thrown";
  } catch (const std::invalid_argument& error) {
    EXPECT_STREQ(error.what(),
                 "noise_floor.percent = 10 is not below the upper bound 10 of clause 2+/limited of rule set "
                 "asco-cap-2018");
  }
  EXPECT_NO_THROW((void)withNoiseFloor(builtInRuleSet("gastric-resection"), {false, 50, 10}));
}

TEST(NoiseFloorOptions, EveryBadValueIsNamedWithItsRange) {
  EXPECT_THROW(validate(NoiseFloorOptions{false, 101, 10}), std::invalid_argument);
  EXPECT_THROW(validate(NoiseFloorOptions{false, std::nan(""), 10}), std::invalid_argument);
  EXPECT_THROW(validate(NoiseFloorOptions{false, 1, 0}), std::invalid_argument);
}

TEST(RuleSet, BrokenTomlIsAnErrorWithItsLine) {
  EXPECT_TRUE(messageOf("name = \"x\"\nversion = = 1\n").starts_with("lab.toml: line 2: "));
  EXPECT_TRUE(messageOf("name = \"x\"\n[=]\n").starts_with("lab.toml: line 2: "));
}

TEST(RuleSet, AKeyOfAHundredThousandPartsIsAnErrorWithItsLine) {
  std::string key = "a";
  for (int i = 0; i < 500'000; ++i) key += ".a";
  EXPECT_EQ(messageOf("name = \"x\"\n" + key + " = 1\n"), "lab.toml: line 2: more than 100 dots");
}

TEST(RuleSet, LettersOutsideStringsAreAnErrorWithTheirLine) {
  for (const char* letter : {"\xC3\xBC", "\xD1\x97", "\xE3\x81\x82", "\xEF\xB3\xBF"})
    EXPECT_TRUE(messageOf("name = \"x\"\n" + std::string(letter) + " = 1\n").starts_with("lab.toml: line 2: "))
        << letter;
}

TEST(RuleSet, NeedsTwoClauses) {
  EXPECT_EQ(messageOf("name = \"x\"\nversion = \"1\"\ntitle = \"t\"\n"),
            "lab.toml: needs at least two [[clause]] tables");
  EXPECT_EQ(messageOf("name = \"x\"\nversion = \"1\"\ntitle = \"t\"\nclause = [1, 2]\n"),
            "lab.toml: clauses must be tables, not 1");
}

}  // namespace
}  // namespace herald
