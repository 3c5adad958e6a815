#include "pipeline/viewer/viewer_tiles.h"

#include <gtest/gtest.h>

#include <opencv2/imgcodecs.hpp>

#include "tests/support/fake_slide_source.h"

namespace herald {
namespace {

cv::Mat decoded(const std::string& bytes) {
  return cv::imdecode(std::vector<std::uint8_t>(bytes.begin(), bytes.end()), cv::IMREAD_UNCHANGED);
}

// Left half red, right half blue, with a green corner at the lower right.
Image<Rgb8> flag(int width, int height) {
  Image<Rgb8> image;
  image.reset(width, height, Rgb8{200, 20, 20});
  for (int y = 0; y < height; ++y)
    for (int x = width / 2; x < width; ++x)
      image.at(x, y) = x >= width - 100 && y >= height - 100 ? Rgb8{20, 200, 20} : Rgb8{20, 20, 200};
  return image;
}

TEST(ViewerTiles, ThePyramidEndsWithOnePixel) {
  EXPECT_EQ(maxViewerLevel(1, 1), 0);
  EXPECT_EQ(maxViewerLevel(512, 300), 9);
  EXPECT_EQ(maxViewerLevel(513, 300), 10);
  EXPECT_EQ(maxViewerLevel(100000, 80000), 17);
  const auto top = placeOf({0, 0, 0}, 100000, 80000);
  ASSERT_TRUE(top);
  EXPECT_EQ(top->width, 1);
  EXPECT_EQ(top->height, 1);
}

TEST(ViewerTiles, CoverEveryPixelOfALevelOnce) {
  for (const auto& [width, height] : {std::pair(1300, 700), std::pair(1024, 512), std::pair(5, 2000)}) {
    const int max_level = maxViewerLevel(width, height);
    for (int level = 0; level <= max_level; ++level) {
      const std::int64_t scale = std::int64_t{1} << (max_level - level);
      std::int64_t pixels = 0;
      for (int row = 0; row < 10; ++row)
        for (int column = 0; column < 10; ++column)
          if (const auto place = placeOf({level, column, row}, width, height)) {
            pixels += std::int64_t{place->width} * place->height;
            EXPECT_EQ(place->in_level0.x, column * kViewerTilePx * scale);
            EXPECT_EQ(place->in_level0.width, place->width * scale);
          }
      EXPECT_EQ(pixels, ((width + scale - 1) / scale) * ((height + scale - 1) / scale));
    }
  }
}

TEST(ViewerTiles, OutsideThePyramidThereAreNone) {
  EXPECT_FALSE(placeOf({-1, 0, 0}, 1300, 700));
  EXPECT_FALSE(placeOf({12, 0, 0}, 1300, 700));
  EXPECT_FALSE(placeOf({11, 3, 0}, 1300, 700));
  EXPECT_FALSE(placeOf({11, 0, -1}, 1300, 700));
  EXPECT_FALSE(placeOf({11, std::int64_t{1} << 40, 0}, 1300, 700));
}

TEST(ViewerTiles, ShowTheSlideAtEveryLevelWithAndWithoutItsOwnPyramid) {
  for (const int levels : {0, 2}) {
    FakeSlideSource source(flag(1300, 700), {.additional_levels = levels});
    SlideStatistics statistics;
    for (const int level : {11, 10, 9}) {
      const auto place = placeOf({level, 0, 0}, 1300, 700);
      const cv::Mat tile = decoded(baseTile(source, statistics, ViewerLayer::kColour, *place));
      EXPECT_EQ(tile.cols, place->width);
      const cv::Vec3b left = tile.at<cv::Vec3b>(place->height / 3, 10);  // BGR
      EXPECT_GT(left[2], 150);
      const int right_x = static_cast<int>(900 / place->scale);
      if (right_x < place->width) {
        EXPECT_GT(tile.at<cv::Vec3b>(place->height / 3, right_x)[0], 150);
      }
    }
    const auto corner = placeOf({11, 2, 1}, 1300, 700);
    const cv::Mat tile = decoded(baseTile(source, statistics, ViewerLayer::kColour, *corner));
    EXPECT_EQ(tile.cols, 1300 - 1024);
    EXPECT_EQ(tile.rows, 700 - 512);
    EXPECT_GT(tile.at<cv::Vec3b>(tile.rows - 10, tile.cols - 10)[1], 150) << "the last pixels are the slide's last";
  }
}

TEST(ViewerTiles, ALargeSlideWithoutAPyramidIsReadInPieces) {
  FakeSlideSource source(flag(9000, 6000));
  const auto place = placeOf({9, 0, 0}, 9000, 6000);
  ASSERT_TRUE(place);
  const SlideStatistics statistics;
  const cv::Mat tile = decoded(baseTile(source, statistics, ViewerLayer::kColour, *place));
  EXPECT_GT(source.reads(), 1);
  EXPECT_GT(tile.at<cv::Vec3b>(10, 10)[2], 150);
  EXPECT_GT(tile.at<cv::Vec3b>(10, tile.cols - 10)[0], 150);
}

TEST(ViewerTiles, LayersHaveNames) {
  EXPECT_EQ(viewerLayerNamed("cells"), ViewerLayer::kCells);
  EXPECT_FALSE(isOverlay(*viewerLayerNamed("dab")));
  EXPECT_EQ(viewerLayerNamed("label"), std::nullopt);
}

}  // namespace
}  // namespace herald
