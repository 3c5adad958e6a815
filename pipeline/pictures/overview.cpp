#include "pipeline/pictures/overview.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <span>
#include <vector>

#include "pipeline/pictures/class_palette.h"
#include "pipeline/pictures/picture.h"
#include "stain/mask_polygons.h"

namespace herald {
namespace {

constexpr double kDotDiameterUm = 5;  // about a nucleus: neighbouring cells stay apart
constexpr double kMaxDotRadiusPx = 7;
constexpr int kShift = 4;  // OpenCV draws at 1/16 of a pixel
const cv::Scalar kOutlineBgr(60, 60, 60);

cv::Point shifted(double x, double y) {
  return {cvRound(x * (1 << kShift)), cvRound(y * (1 << kShift))};
}

void drawTissueOutline(picture::Canvas& canvas, const TissueMask& mask) {
  cv::Mat slide = canvas.bgr(canvas.slide);
  const int thickness = std::max(1, cvRound(canvas.slide.width / 1000.0));
  const auto draw = [&](const MaskRing& ring) {
    std::vector<cv::Point> points;
    for (const MaskCorner& corner : ring)
      points.push_back(shifted((mask.origin_in_level0.x + corner.x * mask.downsample_px) * canvas.scale,
                               (mask.origin_in_level0.y + corner.y * mask.downsample_px) * canvas.scale));
    cv::polylines(slide, points, true, kOutlineBgr, thickness, cv::LINE_AA, kShift);
  };
  for (const MaskPolygon& polygon : maskPolygons(mask.classes, TissueClass::kTissue)) {
    draw(polygon.exterior);
    for (const MaskRing& hole : polygon.holes) draw(hole);
  }
}

double dotRadiusPx(const picture::Canvas& canvas, const SlideResult& result) {
  if (!result.measured.pixel_size) return 1;
  return std::clamp(result.measured.pixel_size->pixel_size.toPx(kDotDiameterUm / 2) * canvas.scale, 0.6,
                    kMaxDotRadiusPx);
}

// Small discs as shares of the pixels they cover, one stamp for each place of the centre in its pixel, in quarters: a
// slide has up to millions of them.
class DotStamps {
 public:
  explicit DotStamps(double radius_px) : reach_(static_cast<int>(std::ceil(radius_px + 0.5))) {
    const int edge = 2 * reach_ + 1;
    for (int i = 0; i < kSteps * kSteps; ++i) {
      const double centre_x = (i % kSteps + 0.5) / kSteps - 0.5;
      const double centre_y = (i / kSteps + 0.5) / kSteps - 0.5;
      for (int j = 0; j < edge * edge; ++j) {
        const double distance_px = std::hypot(j % edge - reach_ - centre_x, j / edge - reach_ - centre_y);
        shares_.push_back(cvRound(256 * std::clamp(radius_px + 0.5 - distance_px, 0.0, 1.0)));
      }
    }
  }

  // (0.5, 0.5) is the middle of the first pixel.
  void draw(cv::Mat& slide, double x, double y, const cv::Vec3b& colour) const {
    const int column = cvFloor(x);
    const int row = cvFloor(y);
    const int place = static_cast<int>((y - row) * kSteps) * kSteps + static_cast<int>((x - column) * kSteps);
    const int edge = 2 * reach_ + 1;
    const int* share = shares_.data() + static_cast<std::ptrdiff_t>(place) * edge * edge;
    for (int j = row - reach_; j <= row + reach_; ++j, share += edge) {
      if (j < 0 || j >= slide.rows) continue;
      auto* pixels = slide.ptr<cv::Vec3b>(j);
      for (int i = 0; i < edge; ++i) {
        const int at = column - reach_ + i;
        if (share[i] == 0 || at < 0 || at >= slide.cols) continue;
        for (int c = 0; c < 3; ++c)
          pixels[at][c] = static_cast<std::uint8_t>(pixels[at][c] + (colour[c] - pixels[at][c]) * share[i] / 256);
      }
    }
  }

 private:
  static constexpr int kSteps = 4;
  int reach_;
  std::vector<int> shares_;
};

// Larger discs have a dark rim.
void drawDisc(cv::Mat& slide, double x, double y, double radius_px, const cv::Scalar& colour) {
  const cv::Point centre = shifted(x - 0.5, y - 0.5);
  const int radius = cvRound(radius_px * (1 << kShift));
  cv::circle(slide, centre, radius + (1 << kShift), cv::Scalar::all(30), cv::FILLED, cv::LINE_AA, kShift);
  cv::circle(slide, centre, radius, colour, cv::FILLED, cv::LINE_AA, kShift);
}

void drawCells(picture::Canvas& canvas, const SlideResult& result) {
  constexpr double kSmallestDiscPx = 2;
  cv::Mat slide = canvas.bgr(canvas.slide);
  const std::span<const CellSummary> cells = result.measured.cells.summaries();
  for (const bool counted : {false, true}) {  // cells that count lie on top
    const double radius_px = dotRadiusPx(canvas, result) * (counted ? 1 : 0.5);
    const DotStamps stamps(radius_px);
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (cells[i].counted() != counted) continue;
      const double x = (cells[i].seed.x + 0.5) * canvas.scale;
      const double y = (cells[i].seed.y + 0.5) * canvas.scale;
      const Rgb8 colour = colourOfCell(cells[i], result.measured.cells.calls()[i].pattern).colour;
      if (radius_px >= kSmallestDiscPx)
        drawDisc(slide, x, y, radius_px, picture::bgrOf(colour));
      else
        stamps.draw(slide, x, y, {colour.b, colour.g, colour.r});
    }
  }
}

void drawClassCounts(picture::Canvas& canvas, const SlideResult& result) {
  std::array<std::int64_t, kCellClassColours.size() + 1> count{};
  const std::span<const CellSummary> cells = result.measured.cells.summaries();
  for (std::size_t i = 0; i < cells.size(); ++i)
    ++count.at(cells[i].counted() ? static_cast<std::size_t>(classOfPattern(result.measured.cells.calls()[i].pattern))
                                  : count.size() - 1);
  const double counted = static_cast<double>(std::max<std::int64_t>(1, count[0] + count[1] + count[2] + count[3]));
  const int size = cvRound(16 * canvas.text_scale);
  int x = 12;
  for (std::size_t i = 0; i < count.size(); ++i) {
    const NamedColour& shown = i < kCellClassColours.size() ? kCellClassColours[i] : kExcludedColour;
    const int baseline = picture::legendBaseline(canvas, 1);
    cv::rectangle(canvas.bgr, {x, baseline - size, size, size}, picture::bgrOf(shown.colour), cv::FILLED);
    cv::rectangle(canvas.bgr, {x, baseline - size, size, size}, cv::Scalar::all(30), 1);
    const std::string name(i == 0 ? "0" : shown.name);
    const std::string text = i < kCellClassColours.size() ? fmt::format("{}: {} ({:.1f} %)", name, count[i],
                                                                        100 * static_cast<double>(count[i]) / counted)
                                                          : fmt::format("not counted: {}", count[i]);
    x = picture::drawText(canvas, x + size * 3 / 2, 1, text) + cvRound(28 * canvas.text_scale);
  }
}

}  // namespace

PictureFiles overviewFiles(const SlideResult& result) {
  picture::Canvas canvas = picture::makeCanvas(result.measured.thumbnail, picture::kMaxSide, 2);
  drawTissueOutline(canvas, result.measured.statistics.tissue);
  drawCells(canvas, result);
  if (result.measured.pixel_size) picture::drawScaleBar(canvas, result.measured.pixel_size->pixel_size.umPerPx());
  picture::drawHeadline(canvas, result);
  drawClassCounts(canvas, result);
  return {picture::encoded(canvas, ".jpg"), picture::encodedForPage(canvas)};
}

}  // namespace herald
