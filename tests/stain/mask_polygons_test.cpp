#include "stain/mask_polygons.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "tests/support/seeded_random.h"

namespace herald {
namespace {

Image<TissueClass> maskOf(const std::vector<std::string>& rows) {
  Image<TissueClass> mask(static_cast<int>(rows.front().size()), static_cast<int>(rows.size()), TissueClass::kGlass);
  for (int y = 0; y < mask.height(); ++y)
    for (int x = 0; x < mask.width(); ++x)
      if (rows[static_cast<std::size_t>(y)][static_cast<std::size_t>(x)] == '#') mask.at(x, y) = TissueClass::kTissue;
  return mask;
}

std::vector<MaskPolygon> polygonsOf(const std::vector<std::string>& rows) {
  return maskPolygons(maskOf(rows), TissueClass::kTissue);
}

TEST(MaskPolygons, FollowsTheEdgesOfPixels) {
  const auto polygons = polygonsOf({"....", ".##.", "...."});
  ASSERT_EQ(polygons.size(), 1U);
  EXPECT_EQ(polygons[0].exterior, (MaskRing{{1, 1}, {3, 1}, {3, 2}, {1, 2}}));
  EXPECT_TRUE(polygons[0].holes.empty());
}

TEST(MaskPolygons, KeepsHoles) {
  const auto polygons = polygonsOf({"###", "#.#", "###"});
  ASSERT_EQ(polygons.size(), 1U);
  EXPECT_EQ(doubledArea(polygons[0].exterior), 18);
  ASSERT_EQ(polygons[0].holes.size(), 1U);
  EXPECT_EQ(doubledArea(polygons[0].holes[0]), -2);
}

TEST(MaskPolygons, AnIslandInAHoleIsAPolygonOfItsOwn) {
  EXPECT_EQ(polygonsOf({"#####", "#...#", "#.#.#", "#...#", "#####"}).size(), 2U);
}

TEST(MaskPolygons, RegionsThatMeetAtACornerStayApart) {
  EXPECT_EQ(polygonsOf({"#.", ".#"}).size(), 2U);
}

TEST(MaskPolygons, HolesThatMeetAtACornerAreTwo) {
  const auto polygons = polygonsOf({"####", "#.##", "##.#", "####"});
  ASSERT_EQ(polygons.size(), 1U);
  EXPECT_EQ(polygons[0].holes.size(), 2U);
}

TEST(MaskPolygons, ARingClosedAtACornerOnlyHasItsHole) {
  const auto polygons = polygonsOf({"###", "#.#", "##."});
  ASSERT_EQ(polygons.size(), 1U);
  EXPECT_EQ(polygons[0].holes.size(), 1U);
}

TEST(MaskPolygons, NothingGivesNothing) {
  EXPECT_TRUE(polygonsOf({"..", ".."}).empty());
  EXPECT_TRUE(maskPolygons(Image<TissueClass>(), TissueClass::kTissue).empty());
}

TEST(MaskPolygons, RingsAreSimpleAndTheirAreaIsTheNumberOfPixels) {
  SeededRandom random(5);
  for (int round = 0; round < 100; ++round) {
    Image<TissueClass> mask(13, 11, TissueClass::kGlass);
    std::int64_t pixels = 0;
    for (TissueClass& pixel : mask.pixels())
      if (random.between(0, 1) < 0.55) pixel = TissueClass::kTissue, ++pixels;
    std::int64_t doubled = 0;
    for (const MaskPolygon& polygon : maskPolygons(mask, TissueClass::kTissue)) {
      std::vector<MaskRing> rings = polygon.holes;
      rings.push_back(polygon.exterior);
      EXPECT_GT(doubledArea(polygon.exterior), 0);
      for (const MaskRing& ring : rings) {
        doubled += doubledArea(ring);
        std::set<std::pair<int, int>> corners;
        for (const MaskCorner& corner : ring) EXPECT_TRUE(corners.emplace(corner.x, corner.y).second);
      }
    }
    EXPECT_EQ(doubled, 2 * pixels);
  }
}

}  // namespace
}  // namespace herald
