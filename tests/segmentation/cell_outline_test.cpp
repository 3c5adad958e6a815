#include "segmentation/cell_outline.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace herald {
namespace {

constexpr int kReach = 40;

template <class Inside>
Image<std::int32_t> cellImage(int width, int height, std::int32_t index, Inside&& inside) {
  Image<std::int32_t> image(width, height, -1);
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      if (inside(x, y)) image.at(x, y) = index;
    }
  }
  return image;
}

auto disc(double cx, double cy, double radius) {
  return [=](int x, int y) { return std::hypot(x - cx, y - cy) <= radius; };
}

std::optional<CellOutline> trace(const Image<std::int32_t>& image, std::int32_t index, int x, int y,
                                 int reach = kReach) {
  CellOutlineScratch scratch;
  return traceCell(image, index, x, y, reach, scratch);
}

double stepLength(const CellOutline& outline, std::size_t i) {
  const OutlinePoint& a = outline.points[i];
  const OutlinePoint& b = outline.points[(i + 1) % kMembraneSectors];
  return std::hypot(b.x - a.x, b.y - a.y);
}

TEST(CellOutline, FollowsARoundCell) {
  for (const double radius : {8.0, 14.0, 22.0}) {
    const auto outline = trace(cellImage(80, 80, 5, disc(40, 38, radius)), 5, 40, 38);
    ASSERT_TRUE(outline);
    EXPECT_NEAR(outline->area_px, std::numbers::pi * radius * radius, 0.05 * std::numbers::pi * radius * radius);
    EXPECT_NEAR(outline->length_px, 2 * std::numbers::pi * radius, 0.06 * 2 * std::numbers::pi * radius);
    for (const OutlinePoint& point : outline->points) {
      const double distance = std::hypot(point.x, point.y);
      EXPECT_NEAR(distance, radius, 0.75);
      EXPECT_NEAR(std::hypot(point.normal_x, point.normal_y), 1, 1e-6);
      EXPECT_GT((point.x * point.normal_x + point.y * point.normal_y) / distance, 0.95);
    }
  }
}

TEST(CellOutline, BeginsStraightAboveTheSeedAndRunsClockwise) {
  const auto outline = trace(cellImage(90, 80, 1, disc(45, 38, 15)), 1, 41, 40);
  ASSERT_TRUE(outline);
  EXPECT_NEAR(outline->points[0].x, 0, 1e-5);
  EXPECT_LT(outline->points[0].y, 0);
  double area = 0;
  for (std::size_t i = 0; i < kMembraneSectors; ++i) {
    const OutlinePoint& a = outline->points[i];
    const OutlinePoint& b = outline->points[(i + 1) % kMembraneSectors];
    area += (a.x * b.y - b.x * a.y) / 2;
  }
  EXPECT_GT(area, 0);  // clockwise with y down
  EXPECT_NEAR(area, outline->area_px, 0.06 * outline->area_px);
}

TEST(CellOutline, StepsAreEqualInArcLength) {
  const auto outline = trace(
      cellImage(90, 80, 1, [](int x, int y) { return std::abs(x - 45) <= 20 && std::abs(y - 40) <= 9; }), 1, 45, 40);
  ASSERT_TRUE(outline);
  const double step = outline->length_px / kMembraneSectors;
  for (std::size_t i = 0; i < kMembraneSectors; ++i) {
    EXPECT_LE(stepLength(*outline, i), step + 1e-4);  // a chord is no longer than its arc
    EXPECT_GE(stepLength(*outline, i), 0.7 * step);   // ... and at a corner not much shorter
  }
}

TEST(CellOutline, CutsOffWhatHangsOnTheCellByANeck) {
  const auto cell = disc(40, 40, 14);
  const auto leak = disc(40, 66, 8);
  const auto neck = [](int x, int y) { return std::abs(x - 40) <= 1 && y >= 40 && y <= 66; };
  const auto outline =
      trace(cellImage(80, 80, 1, [&](int x, int y) { return cell(x, y) || leak(x, y) || neck(x, y); }), 1, 40, 40);
  ASSERT_TRUE(outline);
  for (const OutlinePoint& point : outline->points) EXPECT_LT(std::hypot(point.x, point.y), 14 + 3.5);
}

TEST(CellOutline, KeepsACellThatIsNarrowAtItsSeed) {
  const auto outline = trace(
      cellImage(90, 80, 1, [](int x, int y) { return std::abs(x - 45) <= 20 && std::abs(y - 40) <= 2; }), 1, 45, 40);
  ASSERT_TRUE(outline);
  EXPECT_EQ(outline->area_px, 41 * 5);
}

TEST(CellOutline, KeepsTheCornersOfAColumnarCell) {
  const auto outline = trace(
      cellImage(90, 80, 1, [](int x, int y) { return std::abs(x - 45) <= 20 && std::abs(y - 40) <= 9; }), 1, 45, 40);
  ASSERT_TRUE(outline);
  for (const OutlinePoint& point : outline->points) {
    const double outside = std::max(std::abs(point.x) - 20.5, std::abs(point.y) - 9.5);
    EXPECT_NEAR(outside, 0, 1.5);
  }
  EXPECT_NEAR(outline->length_px, 2 * (41 + 19), 6);
}

TEST(CellOutline, IsTheSameToTheLastBitWhereverTheCellLies) {
  const auto shape = [](int x, int y) { return std::hypot(x, y * 1.3) + 2 * std::sin(x * 0.7 + y) <= 14; };
  const auto here = trace(cellImage(60, 60, 3, [&](int x, int y) { return shape(x - 30, y - 30); }), 3, 31, 29);
  const auto there = trace(cellImage(150, 131, 8, [&](int x, int y) { return shape(x - 97, y - 61); }), 8, 98, 60);
  ASSERT_TRUE(here && there);
  EXPECT_EQ(here->length_px, there->length_px);
  EXPECT_EQ(here->area_px, there->area_px);
  for (std::size_t i = 0; i < kMembraneSectors; ++i) {
    EXPECT_EQ(here->points[i].x, there->points[i].x);
    EXPECT_EQ(here->points[i].y, there->points[i].y);
    EXPECT_EQ(here->points[i].normal_x, there->points[i].normal_x);
    EXPECT_EQ(here->points[i].normal_y, there->points[i].normal_y);
  }
}

TEST(CellOutline, AQuarterTurnOfASymmetricCellMovesItBy16Sectors) {
  const auto outline = trace(cellImage(81, 81, 1, disc(40, 40, 17)), 1, 40, 40);
  ASSERT_TRUE(outline);
  for (std::size_t i = 0; i < kMembraneSectors; ++i) {
    const OutlinePoint& a = outline->points[i];
    const OutlinePoint& b = outline->points[(i + 16) % kMembraneSectors];
    EXPECT_NEAR(b.x, -a.y, 1e-4);
    EXPECT_NEAR(b.y, a.x, 1e-4);
  }
}

TEST(CellOutline, TakesOnlyThePieceThatHoldsTheSeed) {
  Image<std::int32_t> image = cellImage(80, 80, 2, disc(25, 40, 10));
  const auto alone = trace(image, 2, 25, 40);
  for (int y = 30; y < 50; ++y) {
    for (int x = 50; x < 70; ++x) image.at(x, y) = 2;
  }
  image.at(36, 51) = 2;  // touches nothing
  const auto with_second = trace(image, 2, 25, 40);
  ASSERT_TRUE(alone && with_second);
  EXPECT_EQ(alone->area_px, with_second->area_px);
  EXPECT_EQ(alone->length_px, with_second->length_px);
}

TEST(CellOutline, CornersDoNotJoinPieces) {
  Image<std::int32_t> image(40, 40, -1);
  for (int i = 0; i < 6; ++i) {
    for (int j = 0; j < 6; ++j) {
      image.at(10 + i, 10 + j) = 1;
      image.at(16 + i, 16 + j) = 1;  // touches the first at one corner
    }
  }
  const auto outline = trace(image, 1, 12, 12);
  ASSERT_TRUE(outline);
  EXPECT_EQ(outline->area_px, 36);
}

TEST(CellOutline, HolesAreIgnored) {
  const auto solid = trace(cellImage(60, 60, 1, disc(30, 30, 14)), 1, 30, 24);
  const auto ring = trace(
      cellImage(60, 60, 1, [](int x, int y) { return disc(30, 30, 14)(x, y) && !disc(30, 33, 3)(x, y); }), 1, 30, 24);
  ASSERT_TRUE(solid && ring);
  EXPECT_EQ(solid->length_px, ring->length_px);
}

TEST(CellOutline, NothingWhereTheSeedIsOfAnotherCell) {
  const auto image = cellImage(60, 60, 1, disc(30, 30, 14));
  EXPECT_FALSE(trace(image, 2, 30, 30));
  EXPECT_FALSE(trace(image, 1, 5, 5));
}

TEST(CellOutline, PiecesBelowTwelvePixelsAreNoCells) {
  const auto bar = [](int length) {
    return cellImage(40, 40, 1, [=](int x, int y) { return y == 20 && x >= 10 && x < 10 + length; });
  };
  EXPECT_FALSE(trace(bar(11), 1, 12, 20));
  EXPECT_TRUE(trace(bar(12), 1, 12, 20));
}

TEST(CellOutline, ACellAtTheImageBorderIsClosedThere) {
  const auto outline = trace(cellImage(60, 60, 1, disc(0, 0, 14)), 1, 0, 0);
  ASSERT_TRUE(outline);
  for (const OutlinePoint& point : outline->points) {
    EXPECT_GE(point.x, -0.51);
    EXPECT_GE(point.y, -0.51);
    EXPECT_TRUE(std::isfinite(point.normal_x) && std::isfinite(point.normal_y));
  }
}

TEST(CellOutline, NothingBeyondTheReachIsLookedAt) {
  const auto outline = trace(cellImage(80, 80, 1, disc(40, 40, 30)), 1, 40, 40, 12);
  ASSERT_TRUE(outline);
  EXPECT_EQ(outline->area_px, 25 * 25);
}

TEST(CellOutline, EmptyImagesHaveNoCell) {
  EXPECT_FALSE(trace(Image<std::int32_t>(), 0, 0, 0));
  EXPECT_FALSE(trace(Image<std::int32_t>(1, 1, 0), 0, 0, 0));
}

}  // namespace
}  // namespace herald
