#include "scoring/cell_groups.h"

#include <gtest/gtest.h>

#include <numeric>
#include <stdexcept>

#include "tests/scoring/synthetic_cells.h"

namespace herald {
namespace {

using synthetic::Random;

// Every pair compared: slow and plain.
std::int64_t largestGroupByAllPairs(const std::vector<Level0Pixel>& seeds, double distance_px) {
  std::vector<std::size_t> group(seeds.size());
  std::iota(group.begin(), group.end(), std::size_t{0});
  for (std::size_t i = 0; i < seeds.size(); ++i)
    for (std::size_t j = 0; j < i; ++j) {
      const double dx = seeds[i].x - seeds[j].x;
      const double dy = seeds[i].y - seeds[j].y;
      if (dx * dx + dy * dy >= distance_px * distance_px || group[i] == group[j]) continue;
      const std::size_t joined = group[i];
      for (std::size_t& g : group) g = g == joined ? group[j] : g;
    }
  std::vector<std::int64_t> size(seeds.size(), 0);
  std::int64_t largest = 0;
  for (const std::size_t g : group) largest = std::max(largest, ++size[g]);
  return largest;
}

std::vector<Level0Pixel> randomSeeds(Random& random, int count, int extent_px) {
  std::vector<Level0Pixel> seeds;
  for (int i = 0; i < count; ++i)
    seeds.push_back({random.below(extent_px) - extent_px / 2, random.below(extent_px) - extent_px / 2});
  return seeds;
}

TEST(LargestGroup, OfNoCellsIsZeroAndOfOneIsOne) {
  EXPECT_EQ(largestGroup({}, 0.25, 25), 0);
  EXPECT_EQ(largestGroup(std::vector<Level0Pixel>{{7, 7}}, 0.25, 25), 1);
}

TEST(LargestGroup, JoinsSeedsCloserThanTheDistanceAndNotThoseAtIt) {
  // 25 um at 0.25 um/px: 100 px.
  EXPECT_EQ(largestGroup(std::vector<Level0Pixel>{{0, 0}, {99, 0}}, 0.25, 25), 2);
  EXPECT_EQ(largestGroup(std::vector<Level0Pixel>{{0, 0}, {100, 0}}, 0.25, 25), 1);
  EXPECT_EQ(largestGroup(std::vector<Level0Pixel>{{0, 0}, {60, 80}}, 0.25, 25), 1);
  EXPECT_EQ(largestGroup(std::vector<Level0Pixel>{{0, 0}, {60, 79}}, 0.25, 25), 2);
}

TEST(LargestGroup, AChainIsOneGroup) {
  std::vector<Level0Pixel> chain;
  for (int i = 0; i < 500; ++i) chain.push_back({i * 90, (i % 2) * 30});
  EXPECT_EQ(largestGroup(chain, 0.25, 25), 500);
  chain.erase(chain.begin() + 200);
  EXPECT_EQ(largestGroup(chain, 0.25, 25), 299);
}

TEST(LargestGroup, AgreesWithComparingAllPairs) {
  Random random(21);
  for (int trial = 0; trial < 150; ++trial) {
    const auto seeds = randomSeeds(random, 20 + random.below(150), 300 + random.below(2000));
    const double distance_px = random.uniform(5, 160);
    EXPECT_EQ(largestGroup(seeds, 0.25, distance_px * 0.25), largestGroupByAllPairs(seeds, distance_px));
  }
}

TEST(LargestGroup, DoesNotDependOnTheOrderOrPlaceOfCells) {
  Random random(22);
  auto seeds = randomSeeds(random, 400, 3000);
  const std::int64_t largest = largestGroup(seeds, 0.25, 25);
  for (std::size_t i = seeds.size() - 1; i > 0; --i)
    std::swap(seeds[i], seeds[static_cast<std::size_t>(random.below(static_cast<int>(i)))]);
  for (Level0Pixel& seed : seeds) seed = {seed.x + 1237, seed.y - 411};
  EXPECT_EQ(largestGroup(seeds, 0.25, 25), largest);
}

TEST(CellGroups, SomeOfTheCellsAreAsIfTheOthersWereNotThere) {
  Random random(23);
  const auto seeds = randomSeeds(random, 300, 1500);
  const CellGroups groups(seeds, 0.25, 20);
  for (int trial = 0; trial < 40; ++trial) {
    std::vector<std::uint8_t> chosen;
    std::vector<Level0Pixel> some;
    for (const Level0Pixel& seed : seeds) {
      chosen.push_back(random.below(3) == 0 ? 1 : 0);
      if (chosen.back() != 0) some.push_back(seed);
    }
    EXPECT_EQ(groups.largest(chosen), largestGroup(some, 0.25, 20));
  }
  EXPECT_THROW((void)groups.largest(std::vector<std::uint8_t>(2, 1)), std::invalid_argument);
}

TEST(LargestGroup, CountsEverySeedOfACrowdedPlace) {
  EXPECT_EQ(largestGroup(std::vector<Level0Pixel>(20000, Level0Pixel{5, 5}), 0.25, 25), 20000);
}

TEST(LargestGroup, RejectsLengthsThatAreNotPositive) {
  const std::vector<Level0Pixel> seeds = {{0, 0}};
  EXPECT_THROW((void)largestGroup(seeds, 0, 25), std::invalid_argument);
  EXPECT_THROW((void)largestGroup(seeds, 0.25, -1), std::invalid_argument);
  EXPECT_THROW((void)largestGroup(seeds, 0.25, std::nan("")), std::invalid_argument);
}

}  // namespace
}  // namespace herald
