#include "pipeline/overview.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <opencv2/imgproc.hpp>
#include <stdexcept>

#include "pipeline/atomic_file.h"
#include "pipeline/class_palette.h"
#include "pipeline/mask_polygons.h"
#include "pipeline/picture.h"

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
  if (!result.pixel_size) return 1;
  return std::clamp(result.pixel_size->pixel_size.toPx(kDotDiameterUm / 2) * canvas.scale, 0.6, kMaxDotRadiusPx);
}

void drawDot(cv::Mat& slide, const CellRecord& cell, const NamedColour& shown, double scale, double radius_px) {
  const cv::Point centre = shifted(cell.centroid_in_level0.x * scale - 0.5, cell.centroid_in_level0.y * scale - 0.5);
  const int radius = std::max(1, cvRound(radius_px * (1 << kShift)));
  if (radius_px >= 2)
    cv::circle(slide, centre, radius + (1 << kShift), cv::Scalar::all(30), cv::FILLED, cv::LINE_AA, kShift);
  cv::circle(slide, centre, radius, picture::bgrOf(shown.colour), cv::FILLED, cv::LINE_AA, kShift);
}

void drawCells(picture::Canvas& canvas, const SlideResult& result) {
  cv::Mat slide = canvas.bgr(canvas.slide);
  const double radius_px = dotRadiusPx(canvas, result);
  for (const bool counted : {false, true})  // cells that count lie on top
    for (std::size_t i = 0; i < result.cells.size(); ++i)
      if (const CellRecord& cell = result.cells[i]; cell.counted() == counted)
        drawDot(slide, cell, colourOfCell(cell, result.staining[i]), canvas.scale, counted ? radius_px : radius_px / 2);
}

void drawClassCounts(picture::Canvas& canvas, const SlideResult& result) {
  std::array<std::int64_t, kCellClassColours.size() + 1> count{};
  for (std::size_t i = 0; i < result.cells.size(); ++i)
    ++count.at(result.cells[i].counted() ? static_cast<std::size_t>(result.staining[i].cell_class) : count.size() - 1);
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

std::string overviewJpeg(const SlideResult& result) {
  if (result.cells.size() != result.staining.size()) throw std::logic_error("cells and staining differ in number");
  picture::Canvas canvas = picture::makeCanvas(result.thumbnail, 2);
  drawTissueOutline(canvas, result.statistics.tissue);
  drawCells(canvas, result);
  picture::drawHeadline(canvas, result);
  drawClassCounts(canvas, result);
  return picture::encoded(canvas, ".jpg");
}

void writeOverview(const SlideResult& result, const std::filesystem::path& path) {
  writeFileAtomically(path, overviewJpeg(result));
}

}  // namespace herald
