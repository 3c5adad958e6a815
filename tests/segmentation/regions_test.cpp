#include "segmentation/regions.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numbers>

#include "../support/seeded_random.h"

namespace herald {
namespace {

RegionRing square(double x, double y, double edge) {
  return {{x, y}, {x + edge, y}, {x + edge, y + edge}, {x, y + edge}};
}

CellSummary cellAt(int x, int y, Exclusion excluded = Exclusion::kNone) {
  CellSummary cell;
  cell.seed = {x, y};
  cell.excluded = excluded;
  return cell;
}

std::string faultOf(RegionPolygon polygon) {
  return cleanedPolygonFault(polygon).value_or("");
}

TEST(RegionIndex, KnowsWhatLiesInAPolygonWithAHole) {
  const std::vector<RegionPolygon> polygons = {{square(0, 0, 100), {square(40, 40, 20)}}};
  const RegionIndex index(polygons);
  EXPECT_TRUE(index.contains(Level0Point{10, 50}));
  EXPECT_TRUE(index.contains(Level0Point{70, 50}));
  EXPECT_FALSE(index.contains(Level0Point{50, 50}));
  EXPECT_FALSE(index.contains(Level0Point{-1, 50}));
  EXPECT_FALSE(index.contains(Level0Point{101, 50}));
  EXPECT_FALSE(index.contains(Level0Point{50, 101}));
  EXPECT_FALSE(RegionIndex().contains(Level0Point{0, 0}));
}

TEST(RegionIndex, KeepsOverlappingPolygonsApart) {
  const std::vector<RegionPolygon> polygons = {{square(0, 0, 100), {}}, {square(50, 50, 100), {}}};
  const RegionIndex index(polygons);
  EXPECT_TRUE(index.contains(Level0Point{75, 75}));  // in both: not cancelled out
  EXPECT_TRUE(index.contains(Level0Point{25, 25}));
  EXPECT_TRUE(index.contains(Level0Point{125, 125}));
  EXPECT_FALSE(index.contains(Level0Point{125, 25}));
}

TEST(RegionIndex, GivesEveryPointOfABorderToOneOfTwoNeighbours) {
  const RegionIndex left(std::vector<RegionPolygon>{{{{0, 0}, {37, 3}, {51, 100}, {0, 100}}, {}}});
  const RegionIndex right(std::vector<RegionPolygon>{{{{37, 3}, {100, 3}, {100, 100}, {51, 100}}, {}}});
  for (int i = 1; i < 97; ++i) {
    const double y = 3 + i;
    const Level0Point point{37 + (y - 3) / 97 * 14, y};
    EXPECT_NE(left.contains(point), right.contains(point)) << y;
  }
}

TEST(RegionIndex, AgreesWithTheAngleAroundThePointForManyPoints) {
  SeededRandom random(5);
  RegionRing star;
  for (int i = 0; i < 3000; ++i) {
    const double angle = 2 * std::numbers::pi * i / 3000;
    const double radius = 300 + 150 * std::sin(17 * angle) + random.between(0, 30);
    star.push_back({500 + radius * std::cos(angle), 500 + radius * std::sin(angle)});
  }
  const RegionIndex index(std::vector<RegionPolygon>{{star, {}}});
  int inside = 0;
  for (int i = 0; i < 300; ++i) {
    const Level0Point p{random.between(0, 1000), random.between(0, 1000)};
    double turn = 0;
    for (std::size_t k = 0; k < star.size(); ++k) {
      const Level0Point& a = star[k];
      const Level0Point& b = star[(k + 1) % star.size()];
      const double step = std::atan2(b.y - p.y, b.x - p.x) - std::atan2(a.y - p.y, a.x - p.x);
      turn += std::remainder(step, 2 * std::numbers::pi);
    }
    EXPECT_EQ(index.contains(p), std::abs(turn) > 1) << p.x << ", " << p.y;
    inside += index.contains(p) ? 1 : 0;
  }
  EXPECT_GT(inside, 50);
}

TEST(RegionIndex, StaysSmallForEdgesThatCrossTheWholeSlide) {
  RegionRing comb;
  for (int i = 0; i < 20000; ++i) comb.push_back({static_cast<double>(i), i % 2 == 0 ? 0.0 : 50000.0});
  comb.push_back({20000, 60000});
  comb.push_back({-1, 60000});
  const RegionIndex index(std::vector<RegionPolygon>{{comb, {}}});
  EXPECT_TRUE(index.contains(Level0Point{100, 55000}));
  EXPECT_FALSE(index.contains(Level0Point{101, 40000}));
  EXPECT_TRUE(index.contains(Level0Point{100, 40000}));
}

TEST(PolygonFault, NamesWhatIsWrong) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(faultOf({square(0, 0, 10), {}}), "");
  EXPECT_EQ(faultOf({{{0, 0}, {5, 5}}, {}}), "has 2 points, at least 3 are needed");
  EXPECT_EQ(faultOf({{}, {}}), "has 0 points, at least 3 are needed");
  EXPECT_EQ(faultOf({{{0, 0}, {5, 5}, {10, 10}}, {}}), "has fewer than 3 points that are not on one line");
  EXPECT_EQ(faultOf({{{1, 1}, {1, 1}, {1, 1}, {1, 1}}, {}}), "has fewer than 3 points that are not on one line");
  EXPECT_EQ(faultOf({{{0, 0}, {nan, 5}, {10, 0}}, {}}), "has a coordinate that is not a number");
  EXPECT_EQ(faultOf({{{0, 0}, {1e300, 5}, {10, 0}}, {}}), "has a coordinate beyond any slide");
  EXPECT_EQ(faultOf({square(0, 0, 10), {square(-1e18, 2, 5)}}), "has a coordinate beyond any slide");
  EXPECT_EQ(faultOf({square(-1e9, -1e9, 2e9), {}}), "");
  EXPECT_EQ(faultOf({{{0, 0}, {10, 10}, {10, 0}, {0, 10}}, {}}), "crosses or touches itself");
  EXPECT_EQ(faultOf({square(0, 0, 10), {square(20, 20, 5)}}),
            "has a hole that is not inside it, or inside another hole");
  EXPECT_EQ(faultOf({square(0, 0, 10), {square(5, 5, 10)}}), "crosses or touches itself");
}

TEST(PolygonFault, DrawingByHandIsCleaned) {
  RegionPolygon polygon{{{0, 0}, {0, 0}, {10, 0}, {10, 5}, {15, 5}, {10, 5}, {10, 10}, {0, 10}, {0, 0}}, {}};
  EXPECT_EQ(cleanedPolygonFault(polygon), std::nullopt);
  EXPECT_DOUBLE_EQ(areaPx2(polygon), 100);
}

TEST(PolygonFault, EitherDirectionIsFine) {
  RegionPolygon polygon{square(0, 0, 10), {square(2, 2, 4)}};
  std::reverse(polygon.exterior.begin(), polygon.exterior.end());
  EXPECT_EQ(cleanedPolygonFault(polygon), std::nullopt);
  EXPECT_DOUBLE_EQ(areaPx2(polygon), 84);
}

// Left half include, a square of it exclude, another a control.
SlideRegions regions() {
  SlideRegions all;
  all.include = {{{{0, 0}, {500, 0}, {500, 1000}, {0, 1000}}, {}}};
  all.exclude = {{square(100, 100, 100), {}}};
  all.controls = {{7, 3, {{square(150, 150, 200), {}}}}};
  return all;
}

TEST(ExcludeCellsByRegion, ExcludeWinsThenControlThenInclude) {
  std::vector<CellSummary> cells = {cellAt(50, 50), cellAt(120, 120), cellAt(160, 160), cellAt(300, 300),
                                    cellAt(700, 50)};
  excludeCellsByRegion(cells, regions());
  EXPECT_EQ(cells[0].excluded, Exclusion::kNone);
  EXPECT_EQ(cells[1].excluded, Exclusion::kExcludedRoi);
  EXPECT_EQ(cells[2].excluded, Exclusion::kExcludedRoi);  // a control too
  EXPECT_EQ(cells[3].excluded, Exclusion::kControl);
  EXPECT_EQ(cells[4].excluded, Exclusion::kOutsideRoi);
}

TEST(ExcludeCellsByRegion, ArtefactsKeepTheirReasonAndTheClassifiersIsReplaced) {
  std::vector<CellSummary> cells = {cellAt(700, 50, Exclusion::kFold), cellAt(700, 60, Exclusion::kNotTumour),
                                    cellAt(50, 50, Exclusion::kNotTumour)};
  excludeCellsByRegion(cells, regions());
  EXPECT_EQ(cells[0].excluded, Exclusion::kFold);
  EXPECT_EQ(cells[1].excluded, Exclusion::kOutsideRoi);
  EXPECT_EQ(cells[2].excluded, Exclusion::kNotTumour);
}

TEST(ExcludeCellsByRegion, WithoutIncludeRegionsTheRestCounts) {
  SlideRegions only_exclude = regions();
  only_exclude.include.clear();
  std::vector<CellSummary> cells = {cellAt(700, 50), cellAt(120, 120)};
  excludeCellsByRegion(cells, only_exclude);
  EXPECT_TRUE(cells[0].counted());
  EXPECT_FALSE(cells[1].counted());
}

TEST(CellsOfControls, AreThoseThatAreSeenAndNotExcluded) {
  const std::vector<CellSummary> cells = {cellAt(160, 160), cellAt(300, 300), cellAt(300, 310, Exclusion::kNotTumour),
                                          cellAt(300, 320, Exclusion::kOutOfFocus), cellAt(10, 10)};
  EXPECT_EQ(cellsOfControls(cells, regions()), (std::vector<std::vector<std::size_t>>{{1, 2}}));
  EXPECT_TRUE(cellsOfControls(cells, {}).empty());
}

TEST(TissueThatCounts, IsTheTissueInReachOfTheRegions) {
  TissueMask mask;
  mask.downsample_px = 10;
  mask.classes.reset(100, 100, TissueClass::kTissue);
  mask.classes.at(1, 1) = TissueClass::kFold;
  const PixelSize pixel_size(1.0);
  EXPECT_EQ(tissueThatCounts(mask, {}).areaMm2(TissueClass::kTissue, pixel_size),
            mask.areaMm2(TissueClass::kTissue, pixel_size));
  // 500 x 1000 less the fold, and the union of a square of 100 and one of 200 that share 50 x 50.
  EXPECT_NEAR(tissueThatCounts(mask, regions()).areaMm2(TissueClass::kTissue, pixel_size),
              (500 * 1000 - 100 - (100 * 100 + 200 * 200 - 50 * 50)) / 1e6, 1e-9);
  EXPECT_NEAR(tissueThatCounts(mask, regions()).areaMm2(TissueClass::kFold, pixel_size), 100 / 1e6, 1e-9);
}

}  // namespace
}  // namespace herald
