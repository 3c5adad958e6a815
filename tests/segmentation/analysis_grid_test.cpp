#include "segmentation/analysis_grid.h"

#include <gtest/gtest.h>

namespace herald {
namespace {

TEST(AnalysisGrid, DownsampleComesNearestToHalfAMicrometre) {
  EXPECT_EQ(AnalysisGrid::downsampleFor(PixelSize(0.25)), 2);
  EXPECT_EQ(AnalysisGrid::downsampleFor(PixelSize(0.2527)), 2);
  EXPECT_EQ(AnalysisGrid::downsampleFor(PixelSize(0.5)), 1);
  EXPECT_EQ(AnalysisGrid::downsampleFor(PixelSize(0.17)), 3);
  EXPECT_EQ(AnalysisGrid::downsampleFor(PixelSize(0.125)), 4);
}

TEST(AnalysisGrid, DownsampleStaysWithinOneAndEight) {
  EXPECT_EQ(AnalysisGrid::downsampleFor(PixelSize(PixelSize::kMinimumUm)), 8);
  EXPECT_EQ(AnalysisGrid::downsampleFor(PixelSize(PixelSize::kMaximumUm)), 1);
}

TEST(AnalysisGrid, PixelSizeIsThatOfWholeLevel0Pixels) {
  const AnalysisGrid grid(PixelSize(0.23), {});
  EXPECT_EQ(grid.downsample(), 2);
  EXPECT_DOUBLE_EQ(grid.umPerPx(), 0.46);
  EXPECT_DOUBLE_EQ(grid.toPx(4.6), 10);
}

// The smallest rectangle of whole blocks that holds the core and the halo, wherever the grid begins.
TEST(AnalysisGrid, RegionIsTheSmallestOfWholeBlocksRoundCoreAndHalo) {
  for (const double um_per_px : {0.5, 0.25, 0.17, 0.0625}) {
    for (const Level0Pixel origin : {Level0Pixel{0, 0}, {-13, 7}, {5, -1}}) {
      const AnalysisGrid grid(PixelSize(um_per_px), origin);
      const auto k = static_cast<std::int64_t>(grid.downsample() * AnalysisGrid::kBlockPx);
      for (const PixelRect& core : {PixelRect{0, 0, 512, 512}, {-37, 101, 33, 1}, {1001, -7, 6, 17}}) {
        const PixelRect region = grid.regionAround(core, 10.1);
        const auto halo = static_cast<std::int64_t>(std::ceil(10.1 / um_per_px));
        EXPECT_EQ((region.x - origin.x) % k, 0);
        EXPECT_EQ((region.y - origin.y) % k, 0);
        EXPECT_EQ(region.width % k, 0);
        EXPECT_EQ(region.height % k, 0);
        EXPECT_LE(region.x, core.x - halo);
        EXPECT_GT(region.x + k, core.x - halo);
        EXPECT_LE(region.y, core.y - halo);
        EXPECT_GE(region.x + region.width, core.x + core.width + halo);
        EXPECT_LT(region.x + region.width - k, core.x + core.width + halo);
        EXPECT_GE(region.y + region.height, core.y + core.height + halo);
        EXPECT_LT(region.y + region.height - k, core.y + core.height + halo);
      }
    }
  }
}

TEST(AnalysisGrid, MovesWithItsOrigin) {
  const PixelRect still = AnalysisGrid(PixelSize(0.125), {3, 1}).regionAround({100, 50, 64, 64}, 20);
  const PixelRect moved = AnalysisGrid(PixelSize(0.125), {3 - 17, 1 - 9}).regionAround({83, 41, 64, 64}, 20);
  EXPECT_EQ(moved, (PixelRect{still.x - 17, still.y - 9, still.width, still.height}));
}

}  // namespace
}  // namespace herald
