#include "scoring/tuning/cut_grid.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace herald {
namespace {

constexpr VariedCuts kAllCuts = {true, true, true, true, true, true};

TEST(CutGrid, HoldsTheStartExactlyAndSteps) {
  const CutGrid grid = cutGrid({}, builtInRuleSet("asco-cap-2018"), kAllCuts);
  const CellClassOptions start = grid.cellClassOf(grid.combinationOf(grid.start_places));
  EXPECT_EQ(start.stained_od, CellClassOptions{}.stained_od);
  EXPECT_EQ(start.none_fraction, CellClassOptions{}.none_fraction);
  EXPECT_EQ(start.moderate_od_um, CellClassOptions{}.moderate_od_um);
  EXPECT_EQ(start.strong_od_um, CellClassOptions{}.strong_od_um);
  EXPECT_EQ(start.complete_fraction, CellClassOptions{}.complete_fraction);
  EXPECT_EQ(grid.values[static_cast<std::size_t>(Cut::kModerate)].front(), 0.07);
  EXPECT_EQ(grid.values[static_cast<std::size_t>(Cut::kStained)].back(), 0.055);
  EXPECT_GT(grid.size(), 100000U);
  EXPECT_LT(grid.size(), 1000000U);
}

TEST(CutGrid, EveryCombinationIsValidWhereverItStarts) {
  for (const CellClassOptions start : {CellClassOptions{}, CellClassOptions{0.005, 0, 0.3, 0.1, 0.16, 0.3, 0.02},
                                       CellClassOptions{0.2, 0.03, 0, 0.5, 0.52, 1, 0.9}}) {
    const CutGrid grid = cutGrid(start, builtInRuleSet("asco-cap-2018"), kAllCuts);
    for (std::size_t i = 0; i < grid.size(); i += 97) EXPECT_NO_THROW(validate(grid.cellClassOf(i))) << i;
    for (const auto& values : grid.values) EXPECT_TRUE(std::is_sorted(values.begin(), values.end()));
  }
}

TEST(CutGrid, NumbersAndPlacesAreTheSame) {
  const CutGrid grid = cutGrid({}, builtInRuleSet("asco-cap-2018"), kAllCuts);
  for (std::size_t i = 0; i < grid.size(); i += 1009) EXPECT_EQ(grid.combinationOf(grid.placesOf(i)), i);
}

TEST(CutGrid, ACutThatIsNotVariedHasItsStartOnly) {
  const CutGrid grid = cutGrid({}, builtInRuleSet("asco-cap-2018"), {});
  EXPECT_EQ(grid.size(), 1U);
  // No clause of these rules looks at the noise floor.
  EXPECT_EQ(cutGrid({}, builtInRuleSet("gastric-resection"), kAllCuts).values[5].size(), 1U);
}

TEST(CutGrid, LeastSectorsReachTheFractionAndOneLessDoesNot) {
  for (const double fraction : {0.0, 0.15, 0.5, 0.75, 0.999, 1.0}) {
    const int least = leastSectors(fraction);
    EXPECT_TRUE(reachesCompleteness(least, fraction));
    EXPECT_FALSE(least > 0 && reachesCompleteness(least - 1, fraction));
  }
}

}  // namespace
}  // namespace herald
