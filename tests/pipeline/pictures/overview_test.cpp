#include "pipeline/pictures/overview.h"

#include <gtest/gtest.h>

#include <opencv2/imgcodecs.hpp>

#include "pipeline/pictures/class_palette.h"
#include "pipeline/pictures/heatmap.h"
#include "pipeline/pictures/picture.h"
#include "tests/support/synthetic_result.h"

namespace herald {
namespace {

cv::Mat decoded(const std::string& bytes) {
  return cv::imdecode(std::vector<unsigned char>(bytes.begin(), bytes.end()), cv::IMREAD_COLOR);
}

// One counted cell of that class in the middle of a white slide of 1200 x 1000 px, thumbnail at full size.
SlideResult oneCell(CellClass cell_class, int cells = 1) {
  SlideResult result = synthetic::scoredResult(1, 1);
  result.measured.thumbnail.image.reset(1200, 1000, Rgb8{255, 255, 255});
  result.measured.thumbnail.downsample_px = 1;
  result.measured.statistics.tissue = {};
  CellRecord cell = result.measured.cells.records().front();
  cell.seed = {600, 500};
  cell.excluded = Exclusion::kNone;
  cell.membrane.contrast.fill(cell_class == CellClass::k0 ? 0 : 100);
  cell.membrane.excess.fill(cell_class == CellClass::k3Plus ? 80 : 30);
  if (cell_class == CellClass::k1Plus) {  // weak, half of the outline
    cell.membrane.excess.fill(10);
    std::fill_n(cell.membrane.contrast.begin(), kMembraneSectors / 2, std::uint8_t{0});
  }
  std::vector<CellRecord> side_by_side(static_cast<std::size_t>(cells), cell);
  for (int i = 0; i < cells; ++i) side_by_side[static_cast<std::size_t>(i)].seed.x += i;
  result.measured.cells = SlideCells::of(side_by_side);
  return result;
}

void expectColour(const cv::Vec3b& pixel, const cv::Scalar& bgr, double tolerance) {
  for (int i = 0; i < 3; ++i) EXPECT_NEAR(pixel[i], bgr[i], tolerance);
}

TEST(Overview, DrawsACellInTheColourOfItsClass) {
  for (int i = 0; i < 4; ++i) {
    const cv::Mat picture = decoded(overviewFiles(oneCell(static_cast<CellClass>(i))).file);
    expectColour(picture.at<cv::Vec3b>(500, 600), picture::bgrOf(kCellClassColours[static_cast<std::size_t>(i)].colour),
                 20);
    expectColour(picture.at<cv::Vec3b>(300, 300), cv::Scalar::all(255), 3);
  }
}

TEST(Overview, HasAScaleBarOfARoundLength) {
  // 1200 pixels of 0.25 um: 60 um at most, so 50 um, 200 pixels.
  const SlideResult result = oneCell(CellClass::k0);
  const cv::Mat picture = decoded(overviewFiles(result).file);
  int longest = 0;
  for (int y = picture.rows / 2; y < picture.rows; ++y)
    for (int x = 0, run = 0; x < 600 && y < 1000; ++x) {
      run = picture.at<cv::Vec3b>(y, x)[1] < 60 ? run + 1 : 0;
      longest = std::max(longest, run);
    }
  EXPECT_NEAR(longest, 200, 3);
}

TEST(Overview, OutlinesTheTissue) {
  SlideResult result = oneCell(CellClass::k0);
  result.measured.statistics.tissue.downsample_px = 100;
  result.measured.statistics.tissue.classes.reset(12, 10, TissueClass::kGlass);
  result.measured.statistics.tissue.classes.at(2, 2) = TissueClass::kTissue;
  const cv::Mat picture = decoded(overviewFiles(result).file);
  EXPECT_LT(picture.at<cv::Vec3b>(250, 200)[0], 180);
  EXPECT_GT(picture.at<cv::Vec3b>(250, 250)[0], 250);
}

TEST(Overview, IsNeverLongerThan2048PixelsAboveItsLegend) {
  SlideResult result = synthetic::scoredResult(4, 4);
  result.measured.thumbnail.image.reset(5000, 100, Rgb8{255, 255, 255});
  EXPECT_EQ(decoded(overviewFiles(result).file).cols, picture::kMaxSide);
}

TEST(Overview, IsNoWiderThanThePageInTheReport) {
  SlideResult result = synthetic::scoredResult(4, 4);
  result.measured.thumbnail.image.reset(3000, 1500, Rgb8{255, 255, 255});
  const cv::Mat page = decoded(overviewFiles(result).page_jpeg);
  EXPECT_EQ(page.cols, picture::kMaxPageSide);
  EXPECT_NEAR(page.rows, picture::kMaxPageSide / 2, 90) << "with its legend";
  EXPECT_EQ(decoded(heatmapFiles(result).page_jpeg).cols, picture::kMaxPageSide);
}

TEST(Overview, TakesASlideOfOnePixelAndNamesNotInAscii) {
  SlideResult result = synthetic::indeterminateResult(0, 0);
  result.measured.thumbnail.image.reset(1, 1, Rgb8{200, 200, 200});
  result.identity.slide = "\xc3\xa9\xe6\xbc\xa2\n" + std::string(500, 'x');
  EXPECT_EQ(decoded(overviewFiles(result).file).cols, picture::kMinWidth);
  EXPECT_EQ(decoded(heatmapFiles(result).file).cols, picture::kMinWidth);
}

TEST(Overview, IsTheSameEveryTime) {
  EXPECT_EQ(overviewFiles(synthetic::scoredResult()).file, overviewFiles(synthetic::scoredResult()).file);
  EXPECT_EQ(heatmapFiles(synthetic::scoredResult()).file, heatmapFiles(synthetic::scoredResult()).file);
}

TEST(Overview, NeedsAThumbnail) {
  EXPECT_THROW((void)overviewFiles(synthetic::failedResult()).file, std::invalid_argument);
  EXPECT_THROW((void)heatmapFiles(synthetic::failedResult()).file, std::invalid_argument);
}

TEST(Heatmap, ColoursTheFieldOfACellAndNoOther) {
  const cv::Mat strong = decoded(heatmapFiles(oneCell(CellClass::k3Plus, 4)).file);
  const cv::Mat negative = decoded(heatmapFiles(oneCell(CellClass::k0, 4)).file);
  EXPECT_LT(strong.at<cv::Vec3b>(500, 600)[0] + 60, strong.at<cv::Vec3b>(500, 600)[2]);      // yellow
  EXPECT_GT(negative.at<cv::Vec3b>(500, 600)[0], negative.at<cv::Vec3b>(500, 600)[1] + 30);  // violet
  const cv::Vec3b elsewhere = strong.at<cv::Vec3b>(100, 100);
  EXPECT_EQ(elsewhere[0], elsewhere[2]);
}

TEST(Heatmap, IsPalerWhereFewCellsSpeakForAField) {
  const auto saturation = [](int cells) {
    const cv::Vec3b pixel = decoded(heatmapFiles(oneCell(CellClass::k3Plus, cells)).file).at<cv::Vec3b>(500, 600);
    return pixel[2] - pixel[0];
  };
  EXPECT_GT(saturation(1), 10);
  EXPECT_GT(saturation(2), saturation(1) + 10);
  EXPECT_GT(saturation(4), saturation(2) + 10);
  EXPECT_EQ(saturation(5), saturation(4));
  EXPECT_EQ(heatWeight(0), 0);
}

TEST(Heatmap, LeavesCellsOutThatDoNotCount) {
  SlideResult result = oneCell(CellClass::k3Plus);
  result.measured.cells.summaries()[0].excluded = Exclusion::kNotTumour;
  const cv::Vec3b pixel = decoded(heatmapFiles(result).file).at<cv::Vec3b>(500, 600);
  EXPECT_EQ(pixel[0], pixel[2]);
}

}  // namespace
}  // namespace herald
