#include "segmentation/outline_ring.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/support/seeded_random.h"

namespace herald {
namespace {

using Ring = std::vector<OutlineOffset>;

TEST(OutlineRing, KeepsASimpleOutline) {
  const Ring square = {{0, 0}, {8, 0}, {8, 8}, {0, 8}};
  EXPECT_EQ(simpleRing(square), square);
  EXPECT_EQ(doubledArea(square), 128);
}

TEST(OutlineRing, TurnsANegativeOutlineRound) {
  const Ring ring = simpleRing(Ring{{0, 8}, {8, 8}, {8, 0}, {0, 0}});
  EXPECT_EQ(doubledArea(ring), 128);
  EXPECT_EQ(ring.size(), 4U);
}

TEST(OutlineRing, DropsRepeatedPoints) {
  EXPECT_EQ(simpleRing(Ring{{0, 0}, {0, 0}, {8, 0}, {8, 8}, {8, 8}, {0, 0}}), (Ring{{0, 0}, {8, 0}, {8, 8}}));
}

TEST(OutlineRing, GivesTheHullOfABowTie) {
  EXPECT_EQ(doubledArea(simpleRing(Ring{{0, 0}, {8, 8}, {8, 0}, {0, 8}})), 128);
}

TEST(OutlineRing, GivesTheHullOfAnOutlineThatTouchesItself) {
  EXPECT_EQ(doubledArea(simpleRing(Ring{{0, 0}, {8, 0}, {4, 4}, {8, 8}, {0, 8}, {4, 4}})), 128);
}

TEST(OutlineRing, GivesTheHullWhereASpikeFoldsBack) {
  EXPECT_EQ(simpleRing(Ring{{0, 0}, {8, 0}, {4, 0}, {4, 8}}), (Ring{{0, 0}, {8, 0}, {4, 8}}));
}

TEST(OutlineRing, GivesTheSeedPixelWhereThereIsNoArea) {
  const Ring pixel = {{-2, -2}, {2, -2}, {2, 2}, {-2, 2}};
  EXPECT_EQ(simpleRing(Ring{}), pixel);
  EXPECT_EQ(simpleRing(Ring(64)), pixel);
  EXPECT_EQ(simpleRing(Ring{{0, 0}, {4, 4}, {8, 8}}), pixel);
}

TEST(OutlineRing, IsSimpleWhateverGoesIn) {
  SeededRandom random(11);
  for (int round = 0; round < 300; ++round) {
    Ring outline(12);
    for (OutlineOffset& point : outline)
      point = {static_cast<std::int16_t>(random.between(-9, 9)), static_cast<std::int16_t>(random.between(-9, 9))};
    const Ring ring = simpleRing(outline);
    EXPECT_GT(doubledArea(ring), 0);
    EXPECT_EQ(simpleRing(ring), ring);
  }
}

}  // namespace
}  // namespace herald
