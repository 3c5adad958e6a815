#include "pipeline/analysis/slide_judgement.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string_view>

#include "pipeline/configuration/provenance.h"
#include "pipeline/results/result_json.h"
#include "segmentation/tumour_cells.h"
#include "tests/support/synthetic_result.h"

namespace herald {
namespace {

RegionPolygon rectangle(double left, double top, double right, double bottom) {
  return {{{left, top}, {right, top}, {right, bottom}, {left, bottom}}, {}};
}

// Measured, not judged: cells of all strengths, some cut by the slide's edge, include and exclude regions, a control.
SlideResult measured() {
  SlideResult result = synthetic::scoredResult(40, 30);
  for (CellSummary& cell : result.measured.cells.summaries()) {
    cell.focus = 0.7F;
    if (cell.excluded != Exclusion::kSlideEdge) cell.excluded = Exclusion::kNone;
  }
  result.judged.score = {};
  result.judged.quality = {};
  result.judged.controls.clear();
  SlideRegions& regions = result.measured.annotation.emplace().regions;
  regions.include = {rectangle(0, 0, 1900, 1500)};
  regions.exclude = {rectangle(300, 300, 500, 500)};
  regions.controls = {{2, 3, {rectangle(1500, 0, 1900, 1500)}}};
  return result;
}

Configuration changed() {
  Configuration configuration;
  configuration.cell_class.strong_od_um = 0.6;
  configuration.focus.minimum_sharpness = 0.8;
  configuration.tumour.minimum_probability = 0.1;
  configuration.tumour.neighbourhood_um = 15;
  configuration.controls.required = false;
  return configuration;
}

std::string judged(const Configuration& configuration, SlideResult& result) {
  const RuleSet rules = builtInRuleSet("asco-cap-2018");
  judgeSlide(effectiveConfiguration(configuration, rules), rules, result);
  return resultJson(result, {});
}

void expectSameCells(const SlideResult& a, const SlideResult& b) {
  ASSERT_EQ(a.measured.cells.size(), b.measured.cells.size());
  for (std::size_t i = 0; i < a.measured.cells.size(); ++i) {
    const CellSummary& x = a.measured.cells.summaries()[i];
    const CellSummary& y = b.measured.cells.summaries()[i];
    ASSERT_EQ(x.excluded, y.excluded) << i;
    ASSERT_EQ(x.tumour, y.tumour) << i;
    ASSERT_EQ(x.tumour_probability, y.tumour_probability) << i;
  }
}

TEST(SlideJudgement, JudgingTwiceGivesWhatJudgingOnceGives) {
  SlideResult once = measured();
  SlideResult twice = measured();
  const std::string first = judged({}, once);
  (void)judged({}, twice);
  EXPECT_EQ(judged({}, twice), first);
  expectSameCells(once, twice);
}

TEST(SlideJudgement, WhatAnEarlierJudgementLeftDoesNotMatter) {
  SlideResult once = measured();
  SlideResult again = measured();
  const std::string first = judged({}, once);
  const std::string other = judged(changed(), again);
  EXPECT_NE(other, first);
  // The calls of cells come with the cells, as they were read.
  EXPECT_EQ(judged({}, again), first);
  expectSameCells(once, again);
}

TEST(SlideJudgement, KeepsTheReasonsThatAreOlderThanItself) {
  SlideResult result = measured();
  result.measured.refusals = {"too_coarse: 0.7 um per pixel"};
  (void)judged({}, result);
  EXPECT_EQ(result.status, SlideStatus::kIndeterminate);
  ASSERT_FALSE(result.reasons.empty());
  EXPECT_EQ(result.reasons.front(), "too_coarse: 0.7 um per pixel");
  EXPECT_FALSE(result.judged.score.score);
}

TEST(SlideJudgement, CellsCutByTheSlidesEdgeNeverCount) {
  SlideResult result = measured();
  const auto cutCells = [&] {
    const auto cells = std::as_const(result.measured.cells).summaries();
    return std::count_if(cells.begin(), cells.end(),
                         [](const CellSummary& cell) { return cell.excluded == Exclusion::kSlideEdge; });
  };
  const auto cut = cutCells();
  EXPECT_GT(cut, 0);
  (void)judged({}, result);
  EXPECT_EQ(cutCells(), cut);
}

// What the net must say of a cell and those around it for it to have this probability.
float logitOf(double probability) {
  double low = -20;
  double high = 20;
  for (int i = 0; i < 60; ++i) {
    const double middle = (low + high) / 2;
    CellSummary cell;
    cell.tissue_logit = cell.neighbourhood_tissue_logit = static_cast<float>(middle);
    (tumourProbability(cell) < probability ? low : high) = middle;
  }
  return static_cast<float>(high);
}

// Automatic choice: cells of class 3+ are tumour with one probability, all others with another.
SlideResult measuredWith(double of_strong, double of_others) {
  SlideResult result = measured();
  result.measured.annotation.reset();
  const auto cells = result.measured.cells.summaries();
  const auto calls = result.measured.cells.calls();
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const bool strong = calls[i].pattern == StainingPattern::kCs;
    cells[i].tissue_logit = cells[i].neighbourhood_tissue_logit = logitOf(strong ? of_strong : of_others);
  }
  result.measured.neighbourhood_um = Configuration().tumour.neighbourhood_um;
  return result;
}

bool has(const std::vector<std::string>& texts, std::string_view start) {
  return std::any_of(texts.begin(), texts.end(), [&](const std::string& text) { return text.starts_with(start); });
}

TEST(SlideJudgement, AScoreThatHangsOnTheChoiceOfTumourCellsIsNone) {
  SlideResult result = measuredWith(0.4, 0.9);
  (void)judged({}, result);
  EXPECT_EQ(result.status, SlideStatus::kIndeterminate);
  ASSERT_TRUE(has(result.reasons, "tumour_choice_decides: 3+ ")) << result.reasons.front();
  EXPECT_FALSE(result.judged.score.score);
  EXPECT_GT(result.judged.score.counted_cells, 100) << "the numbers stay";
  for (const CellSummary& cell : result.measured.cells.summaries())
    EXPECT_TRUE(cell.excluded != Exclusion::kNone || cell.tumour_probability >= 0.5F);
}

TEST(SlideJudgement, AScoreThatDoesNotIsOne) {
  SlideResult result = measuredWith(0.9, 0.9);
  (void)judged({}, result);
  ASSERT_EQ(result.status, SlideStatus::kScored);
  EXPECT_EQ(*result.judged.score.score, Her2Score::k3Plus);
  EXPECT_TRUE(has(result.judged.quality.warnings, "tumour_choice_unverified"));
  EXPECT_TRUE(has(result.judged.quality.warnings, "invasion_not_verified"));
}

TEST(SlideJudgement, CellsOfWhichNoneIsSureAreNoTumour) {
  SlideResult result = measuredWith(0.6, 0.6);
  (void)judged({}, result);
  EXPECT_EQ(result.status, SlideStatus::kIndeterminate);
  EXPECT_TRUE(has(result.reasons, "tumour_not_found: 0 cells")) << result.reasons.front();
}

TEST(SlideJudgement, TheOtherProbabilitiesFollowTheOneChosen) {
  Configuration configuration;
  configuration.tumour.minimum_probability = 0.8;  // 0.48 and 0.88
  SlideResult none = measuredWith(0.85, 0.85);
  (void)judged(configuration, none);
  EXPECT_TRUE(has(none.reasons, "tumour_not_found: 0 cells with a probability of 0.88")) << none.reasons.front();
  SlideResult hangs = measuredWith(0.6, 0.9);
  (void)judged(configuration, hangs);
  EXPECT_TRUE(has(hangs.reasons, "tumour_choice_decides: 3+ with cells from a probability of 0.48 on"))
      << hangs.reasons.front();
  configuration.tumour.probability_margin = 0.1;  // 0.72 and 0.82
  (void)judged(configuration, hangs);
  EXPECT_EQ(hangs.status, SlideStatus::kScored);
}

TEST(SlideJudgement, WhoeverChoosesTheCellsIsNotAskedHowSureAnyoneIs) {
  SlideResult result = measuredWith(0.4, 0.9);
  Configuration configuration;
  configuration.tumour.selection = TumourSelection::kAll;
  (void)judged(configuration, result);
  EXPECT_EQ(result.status, SlideStatus::kScored);
  EXPECT_FALSE(has(result.judged.quality.warnings, "tumour_choice_unverified"));
}

}  // namespace
}  // namespace herald
