#include "scoring/tuning/cut_search.h"

#include <gtest/gtest.h>

#include "scoring/tuning/slide_cuts.h"
#include "scoring/tuning/tuning_outcome.h"
#include "tests/support/synthetic_cohort.h"

namespace herald {
namespace {

// A cohort whose readers make no mistakes, on a grid of two cuts.
struct Cohort {
  CutGrid grid;
  std::vector<TuningSlide> slides;
  std::vector<std::vector<std::uint8_t>> scores;  // [slide][combination]
};

Cohort cohortOf(std::uint64_t seed, std::uint64_t count) {
  const RuleSet rules = builtInRuleSet("asco-cap-2018");
  Cohort cohort{cutGrid(synthetic::kStartOfTuning, rules, {false, false, false, true, true, false}), {}, {}};
  synthetic::CohortOptions options;
  options.seed = seed;
  options.cells = 150;
  options.cuts.strong_od_um = 0.55;
  for (std::uint64_t i = 0; i < count; ++i) {
    const auto cells = synthetic::trueCells(options, i);
    SlideCuts cuts(cohort.grid);
    for (const CellRecord& cell : synthetic::measuredCells(options, i, cells))
      cuts.add(cell.seed, cell.membrane, cell.side_dab_od);
    cohort.scores.emplace_back(cohort.grid.size());
    cuts.score(rules, 0.25, cohort.scores.back());
    cohort.slides.push_back({i, synthetic::trueScore(cells, options.cuts, 1), i % 3 == 0});
  }
  return cohort;
}

std::vector<std::uint8_t> column(const Cohort& cohort, std::size_t combination) {
  std::vector<std::uint8_t> scores;
  for (const auto& slide : cohort.scores) scores.push_back(slide[combination]);
  return scores;
}

template <class Search>
Search walkAll(const Cohort& cohort, Search search) {
  for (std::size_t i = 0; i < cohort.grid.size(); ++i) search.visit(i, column(cohort, i));
  return search;
}

// In three parts, each from its end, merged in another order.
template <class Search>
Search walkInParts(const Cohort& cohort, const Search& empty) {
  std::vector<Search> parts(3, empty);
  for (std::size_t i = cohort.grid.size(); i-- > 0;) parts[i % 3].visit(i, column(cohort, i));
  Search all = empty;
  for (const std::size_t part : {2U, 0U, 1U}) all.merge(parts[part]);
  return all;
}

BestScores bestScoresOf(const Cohort& cohort, const SearchInput& input, const std::vector<BestOfSample>& best) {
  BestScores scores{best, {}};
  for (std::size_t slide = 0; slide < cohort.slides.size(); ++slide)
    for (std::size_t sample = 0; sample < input.samples.count; ++sample)
      scores.disagreement.push_back(disagreement(input.options.objective,
                                                 static_cast<Her2Score>(cohort.scores[slide][best[sample].combination]),
                                                 cohort.slides[slide].reference));
  return scores;
}

struct Found {
  std::vector<BestOfSample> best;
  std::vector<Plateau> plateaus;
  std::vector<std::size_t> chosen;
};

Found search(const Cohort& cohort, const SearchInput& input) {
  Found found;
  found.best = walkAll(cohort, BestSearch(input)).best();
  const BestScores best = bestScoresOf(cohort, input, found.best);
  found.plateaus = walkAll(cohort, PlateauSearch(input, best)).plateaus();
  found.chosen = walkAll(cohort, CentreSearch(input, best, found.plateaus)).chosen();
  return found;
}

TEST(CutSearch, FindsTheCutThatMadeTheReferences) {
  const Cohort cohort = cohortOf(3, 120);
  const TuningSamples samples = drawSamples(cohort.slides, {5, 1, 20, 1});
  const SearchInput input{cohort.grid, cohort.slides, samples, {}};
  const Found found = search(cohort, input);
  const auto intervals = intervalsOfCuts(input, found.chosen.front(), found.plateaus);
  const Estimate& strong = intervals[static_cast<std::size_t>(Cut::kStrong)];
  EXPECT_NEAR(strong.value, 0.55, 0.03);
  EXPECT_LE(strong.low, 0.55);
  EXPECT_GE(strong.high, 0.55);
  EXPECT_LT(strong.high - strong.low, 0.2);
}

TEST(CutSearch, TheChoiceIsOnThePlateauAndWithinItsExtent) {
  const Cohort cohort = cohortOf(4, 60);
  const TuningSamples samples = drawSamples(cohort.slides, {5, 1, 10, 1});
  const SearchInput input{cohort.grid, cohort.slides, samples, {}};
  const Found found = search(cohort, input);
  for (std::size_t sample = 0; sample < samples.count; ++sample) {
    ASSERT_GT(found.plateaus[sample].combinations, 0);
    const CutPlaces places = cohort.grid.placesOf(found.chosen[sample]);
    for (std::size_t cut = 0; cut < kCuts; ++cut) EXPECT_GT(found.plateaus[sample].by_value[cut][places[cut]], 0);
  }
}

TEST(CutSearch, PartsInAnyOrderGiveTheSame) {
  const Cohort cohort = cohortOf(5, 40);
  const TuningSamples samples = drawSamples(cohort.slides, {4, 1, 10, 1});
  const SearchInput input{cohort.grid, cohort.slides, samples, {}};
  const Found whole = search(cohort, input);
  const auto best = walkInParts(cohort, BestSearch(input)).best();
  for (std::size_t sample = 0; sample < samples.count; ++sample) {
    EXPECT_EQ(best[sample].combination, whole.best[sample].combination);
    EXPECT_EQ(best[sample].value, whole.best[sample].value);
  }
  const BestScores scores = bestScoresOf(cohort, input, best);
  const PlateauSearch plateaus = walkInParts(cohort, PlateauSearch(input, scores));
  for (std::size_t sample = 0; sample < samples.count; ++sample)
    EXPECT_EQ(plateaus.plateaus()[sample].by_value, whole.plateaus[sample].by_value);
  EXPECT_EQ(walkInParts(cohort, CentreSearch(input, scores, plateaus.plateaus())).chosen(), whole.chosen);
}

TEST(CutSearch, AWiderPlateauHoldsTheNarrowerOne) {
  const Cohort cohort = cohortOf(6, 40);
  const TuningSamples samples = drawSamples(cohort.slides, {4, 1, 0, 1});
  std::int64_t last = 0;
  for (const double errors : {0.0, 1.0, 2.0}) {
    const SearchInput input{cohort.grid, cohort.slides, samples, {TuningObjective::kLinearKappa, {}, errors}};
    const std::int64_t combinations = search(cohort, input).plateaus.front().combinations;
    EXPECT_GE(combinations, last);
    last = combinations;
  }
  EXPECT_GT(last, 1);
}

TEST(CutSearch, WhatMissesIshPositiveSlidesIsNotConsidered) {
  const Cohort cohort = cohortOf(7, 60);
  const TuningSamples samples = drawSamples(cohort.slides, {4, 1, 0, 1});
  const SearchInput input{cohort.grid, cohort.slides, samples, {}};
  const double most = walkAll(cohort, BestSearch(input)).best().front().best_sensitivity;
  const SearchInput bounded{cohort.grid, cohort.slides, samples, {TuningObjective::kLinearKappa, most, 1}};
  const Found found = search(cohort, bounded);
  AgreementOfSamples agreement(cohort.slides, samples, TuningObjective::kLinearKappa);
  EXPECT_GE(agreement.evaluate(column(cohort, found.chosen.front())).front().ish_sensitivity, most);
  if (most == 1) return;
  const SearchInput impossible{cohort.grid, cohort.slides, samples, {TuningObjective::kLinearKappa, 1.0, 1}};
  const double nothing = walkAll(cohort, BestSearch(impossible)).best().front().value;
  EXPECT_EQ(nothing, -std::numeric_limits<double>::infinity());
}

TEST(CutSearch, UnseenCasesAreScoredByCutsChosenWithoutThem) {
  const Cohort cohort = cohortOf(8, 60);
  const TuningSamples samples = drawSamples(cohort.slides, {5, 2, 20, 1});
  const SearchInput input{cohort.grid, cohort.slides, samples, {}};
  const Found found = search(cohort, input);
  ScoresOfChoices chosen;
  for (const std::size_t combination : found.chosen) chosen.push_back(column(cohort, combination));
  const TuningWorth worth = worthOf(input, chosen, column(cohort, cohort.grid.combinationOf(cohort.grid.start_places)));
  EXPECT_LE(worth.cross_validated.low, worth.cross_validated.value);
  EXPECT_LE(worth.lowest_repeat, worth.cross_validated.value);
  EXPECT_GE(worth.highest_repeat, worth.cross_validated.value);
  EXPECT_GE(worth.apparent, worth.start);
  // A score that only the cuts of the wrong fold could give must not matter: spoil every training part's own cases.
  ScoresOfChoices spoiled = chosen;
  for (int repeat = 0; repeat < 2; ++repeat)
    for (int fold = 0; fold < 5; ++fold)
      for (std::size_t slide = 0; slide < cohort.slides.size(); ++slide)
        if (samples.fold_of_case[static_cast<std::size_t>(repeat)][slide] != fold)
          spoiled[samples.training(repeat, fold)][slide] = 0;
  EXPECT_EQ(worthOf(input, spoiled, chosen.front()).cross_validated.value, worth.cross_validated.value);
}

}  // namespace
}  // namespace herald
