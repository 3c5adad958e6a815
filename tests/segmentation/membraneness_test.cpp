#include "segmentation/membraneness.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "synthetic_planes.h"

namespace herald {
namespace {

constexpr double kUmPerPx = 0.5;

Membraneness membranenessOf(ImageView<std::int16_t> dab) {
  MembranenessRows scratch;
  Membraneness membraneness;
  measureMembraneness(dab, kUmPerPx, {}, scratch, membraneness);
  return membraneness;
}

Image<std::int16_t> upright(int x_line, std::int16_t milli_od, std::int16_t background) {
  Image<std::int16_t> dab(80, 80, background);
  for (int y = 0; y < 80; ++y)
    dab.at(x_line, y) = dab.at(x_line + 1, y) = static_cast<std::int16_t>(background + milli_od);
  return dab;
}

TEST(Membraneness, IsOneOnAClearLineAndZeroBesideIt) {
  const Membraneness found = membranenessOf(upright(40, 100, 0));
  EXPECT_EQ(found.value.at(40, 40), kClearMembrane);
  EXPECT_EQ(found.value.at(46, 40), 0);
  EXPECT_EQ(found.value.at(20, 40), 0);
}

TEST(Membraneness, DiffuseStainChangesNothing) {
  const Membraneness without = membranenessOf(upright(40, 40, 0));
  const Membraneness with = membranenessOf(upright(40, 40, 300));
  for (int x = 0; x < 80; ++x)
    EXPECT_NEAR(without.value.at(x, 40), with.value.at(x, 40), 3);  // smoothed DAB is rounded
  EXPECT_GT(with.value.at(40, 40), kClearMembrane / 2);
  EXPECT_LT(with.value.at(40, 40), kClearMembrane);
}

TEST(Membraneness, DependsOnlyOnPixelsWithinReach) {
  const Image<std::int16_t> dab = texture(160, 150, 3, 200, 8);
  const auto reach = static_cast<int>(std::ceil(MembranenessOptions{}.reachUm() / kUmPerPx));
  const Membraneness whole = membranenessOf(dab);
  const Membraneness part = membranenessOf(window(dab, 30, 20, 90, 100));
  for (int y = reach; y < 100 - reach; ++y) {
    for (int x = reach; x < 90 - reach; ++x) ASSERT_EQ(part.value.at(x, y), whole.value.at(x + 30, y + 20));
  }
}

TEST(Membraneness, OfAnEmptyImageIsEmpty) {
  EXPECT_TRUE(membranenessOf(Image<std::int16_t>().view()).value.pixels().empty());
}

}  // namespace
}  // namespace herald
