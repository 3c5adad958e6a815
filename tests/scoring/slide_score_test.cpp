#include "scoring/slide_score.h"

#include <gtest/gtest.h>

#include <numeric>
#include <stdexcept>

#include "tests/scoring/synthetic_cells.h"

namespace herald {
namespace {

using synthetic::kScatteredUm;
using synthetic::kUmPerPx;
using synthetic::perMille;
using synthetic::Random;
using synthetic::Slide;
using synthetic::slideOf;
using enum StainingPattern;

SlideScore score(const Slide& slide, std::string_view rule_set = "asco-cap-2018",
                 const SlideScoreOptions& options = {}) {
  return scoreSlide(slide.cells, slide.staining, builtInRuleSet(rule_set), kUmPerPx, options);
}

SlideScore scorePerMille(const std::vector<std::pair<StainingPattern, std::int64_t>>& stained,
                         std::string_view rule_set = "asco-cap-2018") {
  return score(slideOf(perMille(stained)), rule_set);
}

const ClauseAudit& auditOf(const SlideScore& slide, std::string_view id) {
  for (const ClauseAudit& audit : slide.audit)
    if (audit.id == id) return audit;
  throw std::logic_error("no clause " + std::string(id));
}

std::string messageOf(const SlideScoreOptions& options) {
  try {
    validate(options);
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "";
}

// A slide of 1000 cells, the rule set it is scored with, and the clause that must fire.
struct Golden {
  std::string_view rule_set;
  std::vector<std::pair<StainingPattern, std::int64_t>> per_mille;
  std::string_view clause;
};

void PrintTo(const Golden& golden, std::ostream* out) {
  *out << golden.rule_set;
  for (const auto& [pattern, count] : golden.per_mille)
    *out << " " << kStainingPatternNames[static_cast<std::size_t>(pattern)] << " " << count;
}

class GoldenClause : public testing::TestWithParam<Golden> {};

TEST_P(GoldenClause, FiresOnItsSideOfTheCut) {
  const SlideScore slide = scorePerMille(GetParam().per_mille, GetParam().rule_set);
  const std::string expected = std::string(GetParam().rule_set) + "/" + std::string(GetParam().clause);
  EXPECT_EQ(slide.clause, expected);
  ASSERT_TRUE(slide.score.has_value());
  EXPECT_EQ(her2ScoreName(*slide.score), GetParam().clause.substr(0, GetParam().clause.find('/')));
  int fired = 0;
  for (const ClauseAudit& audit : slide.audit) {
    fired += audit.fired ? 1 : 0;
    EXPECT_EQ(audit.fired, audit.id == expected);
    EXPECT_FALSE(audit.wording.empty());
  }
  EXPECT_EQ(fired, 1);
}

INSTANTIATE_TEST_SUITE_P(
    AscoCap2018, GoldenClause,
    testing::Values(Golden{"asco-cap-2018", {}, "0"}, Golden{"asco-cap-2018", {{kCs, 8}}, "0"},
                    Golden{"asco-cap-2018", {{kCs, 10}}, "0"}, Golden{"asco-cap-2018", {{kCs, 12}}, "2+/limited"},
                    Golden{"asco-cap-2018", {{kCs, 80}}, "2+/limited"},
                    Golden{"asco-cap-2018", {{kCs, 100}}, "2+/limited"}, Golden{"asco-cap-2018", {{kCs, 101}}, "3+"},
                    Golden{"asco-cap-2018", {{kCs, 120}}, "3+"}, Golden{"asco-cap-2018", {{kCw, 80}}, "0"},
                    Golden{"asco-cap-2018", {{kCw, 100}}, "0"}, Golden{"asco-cap-2018", {{kCw, 120}}, "2+"},
                    Golden{"asco-cap-2018", {{kCm, 100}}, "0"}, Golden{"asco-cap-2018", {{kCm, 120}}, "2+"},
                    Golden{"asco-cap-2018", {{kCm, 60}, {kCs, 60}}, "2+"}, Golden{"asco-cap-2018", {{kIm, 80}}, "0"},
                    Golden{"asco-cap-2018", {{kIm, 100}}, "0"}, Golden{"asco-cap-2018", {{kIm, 120}}, "2+/unusual"},
                    Golden{"asco-cap-2018", {{kIs, 120}}, "2+/unusual"},
                    Golden{"asco-cap-2018", {{kIm, 60}, {kCm, 60}}, "2+/unusual"},
                    Golden{"asco-cap-2018", {{kIw, 80}}, "0"}, Golden{"asco-cap-2018", {{kIw, 100}}, "0"},
                    Golden{"asco-cap-2018", {{kIw, 120}}, "1+"},
                    Golden{"asco-cap-2018", {{kIw, 60}, {kCw, 60}}, "1+"}));

INSTANTIATE_TEST_SUITE_P(
    AscoCap2013, GoldenClause,
    testing::Values(Golden{"asco-cap-2013", {{kCs, 10}}, "0"}, Golden{"asco-cap-2013", {{kCs, 12}}, "2+/limited"},
                    Golden{"asco-cap-2013", {{kCs, 80}}, "2+/limited"},
                    Golden{"asco-cap-2013", {{kCs, 100}}, "2+/limited"}, Golden{"asco-cap-2013", {{kCs, 120}}, "3+"},
                    Golden{"asco-cap-2013", {{kIm, 80}}, "0"}, Golden{"asco-cap-2013", {{kIm, 100}}, "0"},
                    Golden{"asco-cap-2013", {{kIm, 120}}, "2+"}, Golden{"asco-cap-2013", {{kIs, 120}}, "2+"},
                    Golden{"asco-cap-2013", {{kCw, 120}}, "2+"}, Golden{"asco-cap-2013", {{kIm, 60}, {kCw, 60}}, "2+"},
                    Golden{"asco-cap-2013", {{kIw, 80}}, "0"}, Golden{"asco-cap-2013", {{kIw, 100}}, "0"},
                    Golden{"asco-cap-2013", {{kIw, 120}}, "1+"}));

INSTANTIATE_TEST_SUITE_P(
    AscoCap2007, GoldenClause,
    testing::Values(Golden{"asco-cap-2007", {{kCs, 280}}, "2+"}, Golden{"asco-cap-2007", {{kCs, 300}}, "2+"},
                    Golden{"asco-cap-2007", {{kCs, 320}}, "3+"}, Golden{"asco-cap-2007", {{kCs, 80}}, "2+/limited"},
                    Golden{"asco-cap-2007", {{kCs, 100}}, "2+"}, Golden{"asco-cap-2007", {{kCs, 12}}, "2+/limited"},
                    Golden{"asco-cap-2007", {{kCs, 10}}, "0"}, Golden{"asco-cap-2007", {{kCw, 80}}, "1+"},
                    Golden{"asco-cap-2007", {{kCw, 100}}, "2+"}, Golden{"asco-cap-2007", {{kCm, 120}}, "2+"},
                    Golden{"asco-cap-2007", {{kIm, 120}}, "1+"}, Golden{"asco-cap-2007", {{kIw, 8}}, "0"},
                    Golden{"asco-cap-2007", {{kIw, 10}}, "0"}, Golden{"asco-cap-2007", {{kIw, 12}}, "1+"}));

INSTANTIATE_TEST_SUITE_P(
    GastricResection, GoldenClause,
    testing::Values(Golden{"gastric-resection", {{kCs, 80}}, "0"}, Golden{"gastric-resection", {{kCs, 100}}, "3+"},
                    Golden{"gastric-resection", {{kIs, 99}}, "0"}, Golden{"gastric-resection", {{kIs, 100}}, "3+"},
                    Golden{"gastric-resection", {{kIs, 60}, {kCs, 60}}, "3+"},
                    Golden{"gastric-resection", {{kCw, 80}}, "0"}, Golden{"gastric-resection", {{kCw, 100}}, "2+"},
                    Golden{"gastric-resection", {{kIm, 80}}, "0"}, Golden{"gastric-resection", {{kIm, 100}}, "2+"},
                    Golden{"gastric-resection", {{kIs, 80}, {kCm, 40}}, "2+"},
                    Golden{"gastric-resection", {{kIw, 80}}, "0"}, Golden{"gastric-resection", {{kIw, 100}}, "1+"},
                    Golden{"gastric-resection", {{kIw, 60}, {kIs, 60}}, "1+"}));

INSTANTIATE_TEST_SUITE_P(
    GastricBiopsy, GoldenClause,
    testing::Values(Golden{"gastric-biopsy", {}, "0"}, Golden{"gastric-biopsy", {{kCs, 4}}, "0"},
                    Golden{"gastric-biopsy", {{kCs, 5}}, "3+"}, Golden{"gastric-biopsy", {{kIs, 4}}, "0"},
                    Golden{"gastric-biopsy", {{kIs, 5}}, "3+"}, Golden{"gastric-biopsy", {{kCs, 3}, {kIs, 2}}, "3+"},
                    Golden{"gastric-biopsy", {{kCw, 4}}, "0"}, Golden{"gastric-biopsy", {{kCw, 5}}, "2+"},
                    Golden{"gastric-biopsy", {{kCm, 4}}, "0"}, Golden{"gastric-biopsy", {{kCm, 5}}, "2+"},
                    Golden{"gastric-biopsy", {{kIm, 4}}, "0"}, Golden{"gastric-biopsy", {{kIm, 5}}, "2+"},
                    Golden{"gastric-biopsy", {{kCs, 4}, {kCm, 1}}, "2+"}, Golden{"gastric-biopsy", {{kIw, 4}}, "0"},
                    Golden{"gastric-biopsy", {{kIw, 5}}, "1+"}, Golden{"gastric-biopsy", {{kCm, 4}, {kIw, 1}}, "1+"},
                    Golden{"gastric-biopsy", {{kCs, 5}, {kIw, 900}}, "3+"}));

TEST(SlideScore, AClusterIsOfNeighboursHoweverManyCellsAreStained) {
  EXPECT_EQ(score(slideOf(perMille({{kCs, 500}}), 19.75), "gastric-biopsy").clause, "gastric-biopsy/3+");
  const SlideScore apart = score(slideOf(perMille({{kCs, 500}}), 20), "gastric-biopsy");
  EXPECT_EQ(apart.clause, "gastric-biopsy/0");
  EXPECT_EQ(auditOf(apart, "gastric-biopsy/3+").largest_group, 1);
  EXPECT_EQ(auditOf(apart, "gastric-biopsy/3+").count, 500);
}

TEST(SlideScore, AClusterThatOneCellDecidesIsBorderline) {
  for (const std::int64_t strong : {4, 5}) {
    const SlideScore slide = scorePerMille({{kCs, strong}}, "gastric-biopsy");
    EXPECT_TRUE(slide.borderline) << strong;
    EXPECT_TRUE(auditOf(slide, "gastric-biopsy/3+").borderline) << strong;
    EXPECT_EQ(auditOf(slide, "gastric-biopsy/3+").margin_points, 0);
  }
  for (const std::int64_t strong : {0, 3, 6, 500})
    EXPECT_FALSE(scorePerMille({{kCs, strong}}, "gastric-biopsy").borderline) << strong;
}

TEST(SlideScore, CountsPercentagesAndHScoreAreThoseOfTheTable) {
  const SlideScore slide = scorePerMille({{kIw, 200}, {kIm, 50}, {kIs, 30}, {kCw, 70}, {kCm, 100}, {kCs, 150}});
  EXPECT_EQ(slide.counted_cells, 1000);
  EXPECT_EQ(slide.table, (PatternTable{400, 200, 50, 30, 70, 100, 150}));
  EXPECT_DOUBLE_EQ(slide.percent[0].value, 40);
  EXPECT_DOUBLE_EQ(slide.percent[1].value, 20);
  EXPECT_DOUBLE_EQ(slide.percent[2].value, 25);  // incomplete moderate and strong among them
  EXPECT_DOUBLE_EQ(slide.percent[3].value, 15);
  EXPECT_DOUBLE_EQ(slide.percent_complete.value, 32);
  EXPECT_DOUBLE_EQ(slide.h_score.value, 20 + 2 * 25 + 3 * 15);
}

TEST(SlideScore, PercentagesOfTheClassesAddUpToHundred) {
  Random random(31);
  for (int trial = 0; trial < 20; ++trial) {
    PatternTable table;
    for (auto& count : table) count = random.below(60);
    const SlideScore slide = score(slideOf(table));
    double sum = 0;
    for (const Estimate& percent : slide.percent) sum += percent.value;
    EXPECT_NEAR(sum, 100, 1e-9);
    for (std::size_t i = 0; i < 4; ++i) {
      EXPECT_LE(slide.percent_bootstrap[i].low, slide.percent[i].value);
      EXPECT_GE(slide.percent_bootstrap[i].high, slide.percent[i].value);
    }
  }
}

TEST(SlideScore, OnlyCountedCellsTakePart) {
  Slide slide = slideOf(perMille({{kCs, 500}}));
  for (std::size_t i = 0; i < slide.cells.size(); ++i)
    if (slide.staining[i].pattern == kCs) slide.cells[i].excluded = Exclusion::kNotTumour;
  const SlideScore result = score(slide);
  EXPECT_EQ(result.counted_cells, 500);
  EXPECT_EQ(result.score, Her2Score::k0);
}

TEST(SlideScore, TooFewCellsGiveNoScoreButTheNumbers) {
  const SlideScore slide = score(slideOf({0, 0, 0, 0, 0, 0, 37}));
  EXPECT_FALSE(slide.score.has_value());
  EXPECT_EQ(slide.reasons, std::vector<std::string>{"too_few_tumour_cells: 37 counted, 100 needed"});
  EXPECT_EQ(slide.clause + slide.ish + slide.derived, "");
  EXPECT_FALSE(slide.borderline);
  EXPECT_TRUE(slide.flags.empty());
  EXPECT_DOUBLE_EQ(slide.percent[3].value, 100);
  EXPECT_EQ(slide.audit.size(), 6U);
  for (const ClauseAudit& audit : slide.audit) EXPECT_FALSE(audit.fired);
}

TEST(SlideScore, TheMinimumItselfIsEnough) {
  EXPECT_FALSE(score(slideOf({99, 0, 0, 0, 0, 0, 0})).score.has_value());
  EXPECT_TRUE(score(slideOf({100, 0, 0, 0, 0, 0, 0})).score.has_value());
}

TEST(SlideScore, NoCellsAtAllIsAResult) {
  const SlideScore slide = scoreSlide(std::span<const CellRecord>(), {}, builtInRuleSet("asco-cap-2018"), kUmPerPx, {});
  EXPECT_FALSE(slide.score.has_value());
  EXPECT_EQ(slide.reasons[0], "too_few_tumour_cells: 0 counted, 100 needed");
  EXPECT_EQ(slide.percent[0], (Estimate{0, 0, 100}));
  EXPECT_EQ(slide.h_score, (Estimate{0, 0, 300}));
}

TEST(SlideScore, ScatteredStrongCellsStayNoiseBelowTheCut) {
  const SlideScore together = score(slideOf(perMille({{kCs, 50}})));
  const SlideScore scattered = score(slideOf(perMille({{kCs, 50}}), kScatteredUm));
  EXPECT_EQ(together.clause, "asco-cap-2018/2+/limited");
  EXPECT_EQ(together.flags[0], "limited");
  EXPECT_GE(auditOf(together, "asco-cap-2018/2+/limited").largest_group.value(), 50);
  EXPECT_EQ(scattered.clause, "asco-cap-2018/0");
  EXPECT_EQ(auditOf(scattered, "asco-cap-2018/2+/limited").largest_group, 1);
}

TEST(SlideScore, AFewFalseCellsInALargeSlideCallNothing) {
  const SlideScore slide = score(slideOf({99970, 0, 0, 0, 0, 0, 30}));
  EXPECT_EQ(slide.score, Her2Score::k0);
  EXPECT_EQ(slide.derived, "null");
  EXPECT_FALSE(slide.borderline);
}

TEST(SlideScore, TheUnusualPatternIsFlagged) {
  const SlideScore slide = scorePerMille({{kIm, 900}});
  EXPECT_EQ(slide.score, Her2Score::k2Plus);
  EXPECT_EQ(slide.flags, std::vector<std::string>{"unusual_pattern"});
}

TEST(SlideScore, OnlyEquivocalSlidesGoToInSituHybridisation) {
  EXPECT_EQ(scorePerMille({{kCs, 500}}).ish, "");
  EXPECT_EQ(scorePerMille({{kCm, 500}}).ish, "reflex");
  EXPECT_EQ(scorePerMille({{kIw, 500}}).ish, "");
  EXPECT_EQ(scorePerMille({}).ish, "");
}

TEST(SlideScore, DerivedCategoriesFollowTheScoreOfBreastRuleSetsOnly) {
  EXPECT_EQ(scorePerMille({{kCs, 500}}).derived, "");
  EXPECT_EQ(scorePerMille({{kCm, 500}}).derived, "pending-ish");
  EXPECT_EQ(scorePerMille({{kIw, 500}}).derived, "low");
  EXPECT_EQ(scorePerMille({{kIw, 50}}).derived, "ultralow");
  EXPECT_EQ(scorePerMille({{kIw, 10}}).derived, "null");
  EXPECT_EQ(score(slideOf(perMille({{kIw, 50}}), kScatteredUm)).derived, "null");
  EXPECT_EQ(scorePerMille({{kIw, 500}}, "gastric-resection").derived, "");
}

TEST(SlideScore, MarginsAreMeasuredToTheNearestCut) {
  const SlideScore slide = scorePerMille({{kCs, 80}, {kIw, 170}});
  EXPECT_DOUBLE_EQ(auditOf(slide, "asco-cap-2018/3+").margin_points, -2);
  EXPECT_DOUBLE_EQ(auditOf(slide, "asco-cap-2018/2+/limited").margin_points, 2);
  EXPECT_DOUBLE_EQ(auditOf(slide, "asco-cap-2018/1+").margin_points, 15);
  EXPECT_DOUBLE_EQ(auditOf(slide, "asco-cap-2018/0").margin_points, 0);
  EXPECT_EQ(auditOf(slide, "asco-cap-2018/3+").count, 80);
  EXPECT_EQ(auditOf(slide, "asco-cap-2018/3+").comparison, "> 10");
}

TEST(SlideScore, ASlideNextToADecidingCutIsBorderlineOnBothSides) {
  for (const std::int64_t strong : {95, 105}) {
    const SlideScore slide = scorePerMille({{kCs, strong}});
    EXPECT_TRUE(slide.borderline);
    EXPECT_TRUE(auditOf(slide, "asco-cap-2018/3+").borderline);
    EXPECT_EQ(std::count(slide.flags.begin(), slide.flags.end(), "borderline:asco-cap-2018/3+"), 1);
  }
}

TEST(SlideScore, ASlideFarFromEveryCutIsNotBorderline) {
  for (const StainingPattern pattern : {kIw, kIm, kCm, kCs}) EXPECT_FALSE(scorePerMille({{pattern, 600}}).borderline);
  EXPECT_FALSE(scorePerMille({}).borderline);
}

TEST(SlideScore, ACutThatLeavesTheScoreAsItIsIsNotBorderline) {
  // Complete cells lie at their cut of 10 %; on either side another clause gives 2+ as well.
  const SlideScore below = scorePerMille({{kCm, 100}, {kIm, 900}});
  EXPECT_EQ(below.clause, "asco-cap-2018/2+/unusual");
  EXPECT_FALSE(below.borderline);
  const SlideScore above = scorePerMille({{kCm, 105}, {kIm, 895}});
  EXPECT_EQ(above.clause, "asco-cap-2018/2+");
  EXPECT_FALSE(above.borderline);
}

TEST(SlideScore, TheUpperBoundOfTheClauseThatFiredIsTheBusinessOfTheOneAbove) {
  SlideScoreOptions options;
  options.bootstrap_block_um = 10000;  // one block: Wilson's interval alone, 7.8-11.5 %
  const SlideScore slide = score(slideOf(perMille({{kCs, 95}})), "asco-cap-2018", options);
  EXPECT_TRUE(auditOf(slide, "asco-cap-2018/3+").borderline);
  EXPECT_FALSE(auditOf(slide, "asco-cap-2018/2+/limited").borderline);
}

TEST(SlideScore, AShareAtTheFloorIsBorderlineOnlyWithAGroup) {
  const SlideScore together = score(slideOf(perMille({{kCs, 12}})));
  const SlideScore scattered = score(slideOf(perMille({{kCs, 12}}), kScatteredUm));
  EXPECT_TRUE(together.borderline);
  EXPECT_TRUE(auditOf(together, "asco-cap-2018/2+/limited").borderline);
  EXPECT_FALSE(scattered.borderline);
}

TEST(SlideScore, BorderlinePointsWidenWhatCountsAsNearACut) {
  const Slide slide = slideOf(perMille({{kCs, 170}}));
  SlideScoreOptions options;
  options.bootstrap_block_um = 10000;  // one block: Wilson's interval alone
  const SlideScore narrow = score(slide, "asco-cap-2018", options);
  EXPECT_FALSE(narrow.borderline);
  EXPECT_NEAR(narrow.deciding_points.value(), 7, 1e-9);
  options.borderline_points = 7.5;
  const SlideScore wide = score(slide, "asco-cap-2018", options);
  EXPECT_TRUE(wide.borderline);
  EXPECT_TRUE(auditOf(wide, "asco-cap-2018/3+").borderline);
  EXPECT_EQ(wide.score, narrow.score);
  options.borderline_points = 6.5;
  EXPECT_FALSE(score(slide, "asco-cap-2018", options).borderline);
}

TEST(SlideScore, NoPercentageDecidesAClusterOrASlideWithoutScore) {
  EXPECT_FALSE(scorePerMille({{kCs, 500}}, "gastric-biopsy").deciding_points.has_value());
  EXPECT_FALSE(score(slideOf({10, 0, 0, 0, 0, 0, 10})).deciding_points.has_value());
}

TEST(SlideScore, TheBootstrapIsWiderThanWilsonWhereStainingComesInPatches) {
  // 40,000 cells 15 um apart: 9 mm2, 144 blocks; the stained tenth lies together.
  const SlideScore slide = score(slideOf({36000, 0, 0, 0, 0, 0, 4000}));
  const Estimate wilson = slide.percent[3];
  const Estimate bootstrap = slide.percent_bootstrap[3];
  EXPECT_GT(bootstrap.high - bootstrap.low, 5 * (wilson.high - wilson.low));
  EXPECT_TRUE(slide.borderline);
}

TEST(SlideScore, OneBlockFallsBackToIntervalsOverCells) {
  SlideScoreOptions options;
  options.bootstrap_block_um = 10000;
  const SlideScore slide = score(slideOf(perMille({{kCs, 500}})), "asco-cap-2018", options);
  EXPECT_EQ(slide.percent_bootstrap[3], slide.percent[3]);
  EXPECT_DOUBLE_EQ(slide.h_score.value, 150);
  EXPECT_NEAR(slide.h_score.high - 150, 1.96 * 150 / std::sqrt(1000), 0.01);
}

TEST(SlideScore, DoesNotDependOnTheOrderOfCells) {
  Random random(32);
  Slide slide = slideOf(perMille({{kCs, 90}, {kIm, 100}, {kIw, 200}}));
  const SlideScore before = score(slide);
  for (std::size_t i = slide.cells.size() - 1; i > 0; --i) {
    const auto j = static_cast<std::size_t>(random.below(static_cast<int>(i)));
    std::swap(slide.cells[i], slide.cells[j]);
    std::swap(slide.staining[i], slide.staining[j]);
  }
  const SlideScore after = score(slide);
  EXPECT_EQ(after.clause, before.clause);
  EXPECT_EQ(after.percent_bootstrap, before.percent_bootstrap);
  EXPECT_EQ(after.h_score, before.h_score);
  EXPECT_EQ(after.flags, before.flags);
  for (std::size_t i = 0; i < before.audit.size(); ++i)
    EXPECT_EQ(after.audit[i].percent_bootstrap, before.audit[i].percent_bootstrap);
}

// One step up in completeness or intensity; none goes to incomplete weak.
StainingPattern stronger(StainingPattern pattern, bool more_complete) {
  if (pattern == kNone) return kIw;
  const int i = static_cast<int>(pattern) - 1;
  const int intensity = more_complete ? i % 3 : std::min(2, i % 3 + 1);
  const int completeness = more_complete ? 1 : i / 3;
  return static_cast<StainingPattern>(1 + 3 * completeness + intensity);
}

TEST(SlideScore, StrongerOrMoreCompleteCellsNeverLowerTheScore) {
  Random random(33);
  for (const std::string_view rule_set : builtInRuleSetNames())
    for (int trial = 0; trial < 40; ++trial) {
      PatternTable table{150 + random.below(200)};
      for (std::size_t i = 1; i < table.size(); ++i)
        table[i] = random.below(3) == 0 ? random.below(60) : random.below(12);
      Slide slide = slideOf(table);
      const Her2Score before = score(slide, rule_set).score.value();
      for (CellStaining& staining : slide.staining)
        if (random.below(4) == 0) staining.pattern = stronger(staining.pattern, random.below(2) == 0);
      EXPECT_GE(score(slide, rule_set).score.value(), before) << rule_set << " trial " << trial;
    }
}

TEST(SlideScore, MoreDabOnEveryCellNeverLowersScoreOrHScore) {
  Random random(34);
  for (int trial = 0; trial < 25; ++trial) {
    Slide slide = slideOf({400, 0, 0, 0, 0, 0, 0});
    std::vector<synthetic::DabLine> lines;
    for (std::size_t i = 0; i < slide.cells.size(); ++i) lines.push_back(synthetic::randomLine(random));
    std::optional<SlideScore> fainter;
    for (double gain = 0.05; gain < 1.2; gain *= 1.2) {
      for (std::size_t i = 0; i < lines.size(); ++i) slide.cells[i].membrane = recordOf(lines[i], gain).membrane;
      synthetic::classify(slide);
      const SlideScore result = score(slide);
      if (fainter) {
        EXPECT_GE(result.score.value(), fainter->score.value());
        EXPECT_GE(result.h_score.value, fainter->h_score.value);
      }
      fainter = result;
    }
  }
}

TEST(SlideScoreOptions, EveryBadValueIsNamedWithItsRange) {
  EXPECT_EQ(messageOf({}), "");
  SlideScoreOptions options;
  options.minimum_tumour_cells = 0;
  EXPECT_EQ(messageOf(options), "quality.minimum_tumour_cells = 0 is outside 1 to 1000000000");
  options = {};
  options.bootstrap_block_um = std::nan("");
  EXPECT_EQ(messageOf(options), "score.bootstrap_block_um = nan is outside 10 to 10000");
  options = {};
  options.bootstrap_replicates = 10;
  EXPECT_EQ(messageOf(options), "score.bootstrap_replicates = 10 is outside 100 to 100000");
  options = {};
  options.borderline_points = 51;
  EXPECT_EQ(messageOf(options), "score.borderline_points = 51 is outside 0 to 50");
}

TEST(SlideScoreOptions, BadInputIsRejected) {
  const Slide slide = slideOf(perMille({}));
  const RuleSet rules = builtInRuleSet("asco-cap-2018");
  EXPECT_THROW((void)scoreSlide(slide.cells, {}, rules, kUmPerPx, {}), std::invalid_argument);
  EXPECT_THROW((void)scoreSlide(slide.cells, slide.staining, rules, 0, {}), std::invalid_argument);
  EXPECT_THROW((void)scoreSlide(slide.cells, slide.staining, RuleSet{}, kUmPerPx, {}), std::invalid_argument);
  SlideScoreOptions options;
  options.bootstrap_replicates = 0;
  EXPECT_THROW((void)scoreSlide(slide.cells, slide.staining, rules, kUmPerPx, options), std::invalid_argument);
}

}  // namespace
}  // namespace herald
