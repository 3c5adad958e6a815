#include "scoring/tuning/slide_cuts.h"

#include <gtest/gtest.h>

#include "scoring/slide_score.h"
#include "tests/scoring/synthetic_cells.h"
#include "tests/support/expect_refusal.h"
#include "tests/support/synthetic_cohort.h"

namespace herald {
namespace {

using synthetic::kUmPerPx;
using synthetic::Random;

constexpr VariedCuts kAllCuts = {true, true, true, true, true, true};

// Cells whose numbers lie on and about the cuts, in clusters and alone.
std::vector<CellRecord> randomCells(Random& random, int count) {
  std::vector<CellRecord> cells;
  const double peak_od = random.uniform(0.1, 0.6);
  const double stained_share = random.uniform(0, 1);
  const int extent_px = 400 + random.below(4000);  // dense and scattered
  for (int i = 0; i < count; ++i) {
    CellRecord cell;
    cell.seed = {random.below(extent_px), random.below(extent_px)};
    const bool stained = random.uniform(0, 1) < stained_share;
    const int sectors = stained ? random.below(kMembraneSectors + 1) : random.below(6);
    for (int s = 0; s < kMembraneSectors; ++s) {
      const auto sector = static_cast<std::size_t>(s);
      cell.membrane.contrast[sector] = static_cast<std::uint8_t>(s < sectors ? 2 + random.below(14) : random.below(4));
      cell.membrane.excess[sector] = static_cast<std::uint8_t>(100 * peak_od * random.uniform(0.5, 1.5));
    }
    cell.side_dab_od = static_cast<float>(random.uniform(-0.01, 0.06));
    cells.push_back(cell);
  }
  return cells;
}

Her2Score ordinaryScore(const std::vector<CellRecord>& cells, const RuleSet& rules, const CutGrid& grid,
                        std::size_t combination) {
  RuleSet at = rules;
  at.noise_floor = grid.floorOf(combination, rules.noise_floor);
  SlideScoreOptions options;
  options.minimum_tumour_cells = 1;
  options.bootstrap_replicates = 100;
  return scoreSlide(cells, classifyCells(cells, grid.cellClassOf(combination)), at, kUmPerPx, options).score.value();
}

void expectSameEverywhere(const RuleSet& rules, std::uint64_t seed) {
  Random random(seed);
  const CutGrid grid = cutGrid({}, rules, kAllCuts);
  std::array<int, 4> seen{};
  for (int slide = 0; slide < 6; ++slide) {
    const std::vector<CellRecord> cells = randomCells(random, 40 + random.below(200));
    SlideCuts cuts(grid);
    for (const CellRecord& cell : cells) cuts.add(cell.seed, cell.membrane, cell.side_dab_od);
    std::vector<std::uint8_t> scores(grid.size());
    cuts.score(rules, kUmPerPx, scores);
    for (int i = 0; i < 60; ++i) {
      const std::size_t combination = random.next() % grid.size();
      ASSERT_EQ(static_cast<Her2Score>(scores[combination]), ordinaryScore(cells, rules, grid, combination))
          << rules.name << " slide " << slide << " combination " << combination;
      ++seen.at(scores[combination]);
    }
  }
  EXPECT_GE(std::count_if(seen.begin(), seen.end(), [](int n) { return n > 0; }), 2) << rules.name << " tells nothing";
}

TEST(SlideCuts, GivesTheScoreOfScoreSlideAtEveryCombinationOfEveryBuiltInRuleSet) {
  for (const std::string_view name : builtInRuleSetNames()) expectSameEverywhere(builtInRuleSet(name), 11);
}

// Groups of a set of patterns that a stronger cell leaves: no bisection helps.
TEST(SlideCuts, GivesItForClustersOfWeakCellsAloneToo) {
  expectSameEverywhere(parseRuleSet(R"(
name = "weak-clusters"
version = "1"
title = "clusters of cells that are weak"
[noise_floor]
percent = 1
contiguous_cells = 3
neighbour_distance_um = 60
[[clause]]
id = "2+"
score = "2+"
patterns = ["iw", "cw"]
cluster_of_cells = 4
wording = "w"
[[clause]]
id = "1+"
score = "1+"
patterns = ["iw", "im", "is"]
above_floor = true
at_most_percent = 60
wording = "w"
[[clause]]
id = "0"
score = "0"
otherwise = true
wording = "w"
)",
                                    "test"),
                       12);
}

TEST(SlideCuts, TheStartOfTheGridIsTheScoreWithTheCutsAsTheyAre) {
  const RuleSet rules = builtInRuleSet("asco-cap-2018");
  const CutGrid grid = cutGrid({}, rules, kAllCuts);
  synthetic::CohortOptions cohort;
  for (std::uint64_t slide = 0; slide < 12; ++slide) {
    const auto cells = synthetic::measuredCells(cohort, slide, synthetic::trueCells(cohort, slide));
    SlideCuts cuts(grid);
    for (const CellRecord& cell : cells) cuts.add(cell.seed, cell.membrane, cell.side_dab_od);
    std::vector<std::uint8_t> scores(grid.size());
    cuts.score(rules, kUmPerPx, scores);
    EXPECT_EQ(static_cast<Her2Score>(scores[grid.combinationOf(grid.start_places)]),
              scoreSlide(cells, classifyCells(cells, {}), rules, kUmPerPx, {}).score);
  }
}

TEST(SlideCuts, RefusesASlideWithoutCellsAndAnotherNumberOfScores) {
  const RuleSet rules = builtInRuleSet("asco-cap-2018");
  const CutGrid grid = cutGrid({}, rules, {});
  SlideCuts cuts(grid);
  std::vector<std::uint8_t> scores(1);
  expectRefusal([&] { cuts.score(rules, kUmPerPx, scores); }, {"without counted cells"});
  cuts.add({1, 1}, {}, 0);
  scores.resize(2);
  expectRefusal([&] { cuts.score(rules, kUmPerPx, scores); }, {"as many as combinations"});
}

}  // namespace
}  // namespace herald
