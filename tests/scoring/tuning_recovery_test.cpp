// Does tuning find the cuts readers go by, and say truly what to expect of new cases? Cohorts made up from true
// membranes; readers look at those, each with a bias in optical density, and err as laboratories did in a published
// table (synthetic_cohort.h). Tuning starts from other cuts and sees only what is measured.
#include <gtest/gtest.h>

#include <cmath>
#include <iostream>

#include "scoring/slide_score.h"
#include "scoring/tuning/slide_cuts.h"
#include "scoring/tuning/tuning_outcome.h"
#include "tests/support/synthetic_cohort.h"

namespace herald {
namespace {

constexpr std::uint64_t kCases = 200;
constexpr double kUmPerPx = synthetic::kResultUmPerPx;

synthetic::CohortOptions cohortOf(std::uint64_t seed) {
  synthetic::CohortOptions cohort;
  cohort.seed = seed;
  cohort.cells = 250;
  cohort.cuts.visible_od = 0.075;
  cohort.cuts.moderate_od_um = 0.27;
  cohort.cuts.strong_od_um = 0.56;
  cohort.cuts.complete_fraction = 0.65;
  return cohort;
}

// What the readers' cuts are in what is measured: contrast is a share of a membrane's optical density, and one stained
// sector in twenty is missed.
std::array<double, 5> cutsAsMeasured(const synthetic::TrueCuts& cuts) {
  return {synthetic::kContrastShare * cuts.visible_od, cuts.none_fraction, cuts.moderate_od_um, cuts.strong_od_um,
          0.95 * cuts.complete_fraction};
}

Her2Score referenceOf(const synthetic::CohortOptions& cohort, std::uint64_t slide,
                      const std::vector<synthetic::TrueCell>& cells) {
  return synthetic::medianReading(synthetic::readings(cohort, slide, cells));
}

struct Tuning {
  CellClassOptions chosen;
  TuningWorth worth;
  std::array<Estimate, kCuts> cuts;
  CutGrid grid;
};

// All steps of tuning, in memory; the noise floor stays.
Tuning tuneOn(const synthetic::CohortOptions& cohort, const SampleOptions& sampling) {
  const RuleSet rules = builtInRuleSet("asco-cap-2018");
  const CutGrid grid = cutGrid(synthetic::kStartOfTuning, rules, {true, true, true, true, true, false});
  std::vector<TuningSlide> slides;
  std::vector<std::uint8_t> matrix(grid.size() * kCases);  // [combination][slide]
  std::vector<std::uint8_t> scores(grid.size());
  for (std::uint64_t slide = 0; slide < kCases; ++slide) {
    const auto truth = synthetic::trueCells(cohort, slide);
    SlideCuts cuts(grid);
    for (const CellRecord& cell : synthetic::measuredCells(cohort, slide, truth))
      cuts.add(cell.seed, cell.membrane, cell.side_dab_od);
    cuts.score(rules, kUmPerPx, scores);
    for (std::size_t i = 0; i < scores.size(); ++i) matrix[i * kCases + slide] = scores[i];
    slides.push_back({slide, referenceOf(cohort, slide, truth), {}});
  }
  const auto column = [&](std::size_t combination) {
    return std::span<const std::uint8_t>(matrix).subspan(combination * kCases, kCases);
  };
  const auto walk = [&](auto search) {
    for (std::size_t i = 0; i < grid.size(); ++i) search.visit(i, column(i));
    return search;
  };
  const TuningSamples samples = drawSamples(slides, sampling);
  const SearchInput input{grid, slides, samples, {}};
  BestScores best{walk(BestSearch(input)).best(), {}};
  for (std::size_t slide = 0; slide < kCases; ++slide)
    for (const BestOfSample& of_sample : best.best)
      best.disagreement.push_back(disagreement(input.options.objective,
                                               static_cast<Her2Score>(column(of_sample.combination)[slide]),
                                               slides[slide].reference));
  const std::vector<Plateau> plateaus = walk(PlateauSearch(input, best)).plateaus();
  const std::vector<std::size_t> chosen = walk(CentreSearch(input, best, plateaus)).chosen();
  ScoresOfChoices choices;
  for (const std::size_t combination : chosen)
    choices.emplace_back(column(combination).begin(), column(combination).end());
  return {grid.cellClassOf(chosen.front()), worthOf(input, choices, column(grid.combinationOf(grid.start_places))),
          intervalsOfCuts(input, chosen.front(), plateaus), grid};
}

// Linear-weighted kappa of the tuned program with the readers of slides that nothing was tuned on.
double agreementOnFreshSlides(const CellClassOptions& chosen, const synthetic::CohortOptions& cohort,
                              std::uint64_t slides) {
  const RuleSet rules = builtInRuleSet("asco-cap-2018");
  SlideScoreOptions options;
  options.bootstrap_replicates = 100;
  std::vector<TuningSlide> references;
  std::vector<std::uint8_t> scores;
  for (std::uint64_t slide = 0; slide < slides; ++slide) {
    const auto truth = synthetic::trueCells(cohort, slide);
    const auto cells = synthetic::measuredCells(cohort, slide, truth);
    const SlideScore score = scoreSlide(cells, classifyCells(cells, chosen), rules, kUmPerPx, options);
    scores.push_back(static_cast<std::uint8_t>(score.score.value()));
    references.push_back({slide, referenceOf(cohort, slide, truth), {}});
  }
  const TuningSamples all = drawSamples(references, {2, 1, 0, 1});
  return AgreementOfSamples(references, all, TuningObjective::kLinearKappa).evaluate(scores).front().value;
}

int cutsWithinTheirIntervals(const Tuning& tuning, const synthetic::TrueCuts& cuts) {
  const auto truth = cutsAsMeasured(cuts);
  int within = 0;
  for (std::size_t cut = 0; cut < truth.size(); ++cut) {
    const Estimate& chosen = tuning.cuts.at(cut);
    const bool holds = chosen.low <= truth.at(cut) && truth.at(cut) <= chosen.high;
    within += holds ? 1 : 0;
    std::cout << kCutNames.at(cut) << ' ' << chosen.value << " (" << chosen.low << " to " << chosen.high << "), true "
              << truth.at(cut) << (holds ? "" : " OUTSIDE") << '\n';
  }
  return within;
}

// What cohorts came to, one after the other.
struct Tally {
  int cohorts = 0;
  int cuts_within = 0;             // true cuts within their intervals, of five a cohort
  int expectations_met = 0;        // kappa of fresh slides within the interval of the cross-validated one
  double mean_difference = 0;      // cross-validated kappa less that on fresh slides
  double mean_gain = 0;            // kappa on fresh slides less that of the start
  double widest_strong_od_um = 0;  // interval
};

Tally tally(int cohorts, const SampleOptions& sampling) {
  Tally all{cohorts};
  for (int i = 1; i <= cohorts; ++i) {
    const synthetic::CohortOptions cohort = cohortOf(static_cast<std::uint64_t>(i));
    const synthetic::CohortOptions other = cohortOf(1000 + static_cast<std::uint64_t>(i));
    const Tuning tuning = tuneOn(cohort, sampling);
    all.cuts_within += cutsWithinTheirIntervals(tuning, cohort.cuts);
    const double fresh = agreementOnFreshSlides(tuning.chosen, other, 1000);
    const double fresh_start = agreementOnFreshSlides(synthetic::kStartOfTuning, other, 1000);
    const Estimate& expected = tuning.worth.cross_validated;
    const Estimate& strong = tuning.cuts[static_cast<std::size_t>(Cut::kStrong)];
    all.expectations_met += expected.low <= fresh && fresh <= expected.high ? 1 : 0;
    all.mean_difference += (expected.value - fresh) / cohorts;
    all.mean_gain += (fresh - fresh_start) / cohorts;
    all.widest_strong_od_um = std::max(all.widest_strong_od_um, strong.high - strong.low);
    std::cout << "cohort " << i << ": start " << tuning.worth.start << ", apparent " << tuning.worth.apparent
              << ", corrected " << tuning.worth.corrected() << ", cross-validated " << expected.value << " ("
              << expected.low << " to " << expected.high << "), fresh slides " << fresh << ", with the start "
              << fresh_start << std::endl;
  }
  std::cout << all.cuts_within << " of " << 5 * cohorts << " cuts within, " << all.expectations_met << " of " << cohorts
            << " expectations met, mean difference " << all.mean_difference << ", mean gain " << all.mean_gain << '\n';
  return all;
}

// Chance alone moves the kappa of 200 such cases by 0.025: cohorts are taken together.
void expectHolds(const Tally& all) {
  EXPECT_LT(std::abs(all.mean_difference), 0.02);
  EXPECT_GE(all.expectations_met, 0.6 * all.cohorts);  // 95 % would be right: tuning_outcome.h says why it is not
  EXPECT_GE(all.cuts_within, 0.9 * 5 * all.cohorts);   // 95 % but for chance
  EXPECT_GT(all.mean_gain, 0.03);
  EXPECT_LT(all.widest_strong_od_um, 0.15);  // of 0.3 that are searched: an interval of all values would hold any cut
}

TEST(TuningRecovery, FindsTheReadersCutsWithinItsIntervalsAndSaysWhatFreshSlidesWillShow) {
  expectHolds(tally(5, {5, 2, 40, 1}));
}

TEST(TuningRecoveryLong, DoesSoOnTwentyCohorts) {
  expectHolds(tally(20, {}));
}

}  // namespace
}  // namespace herald
