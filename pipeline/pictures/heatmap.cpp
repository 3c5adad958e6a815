#include "pipeline/pictures/heatmap.h"

#include <fmt/format.h>

#include <algorithm>
#include <opencv2/imgproc.hpp>
#include <stdexcept>

#include "pipeline/pictures/h_score_fields.h"
#include "pipeline/pictures/picture.h"

namespace herald {
namespace {

constexpr double kOpacity = 0.6;     // of a field over the thumbnail
constexpr double kPaleTissue = 220;  // grey level of faded tissue
constexpr std::int64_t kEnoughCells = 4;

HScoreFields fieldsOf(const picture::Canvas& canvas, const SlideResult& result) {
  HScoreFields fields(hScoreFieldPx(result.measured.pixel_size->pixel_size.umPerPx(), 1 / canvas.scale));
  const std::span<const CellSummary> cells = result.measured.cells.summaries();
  for (std::size_t i = 0; i < cells.size(); ++i) fields.add(cells[i], result.measured.cells.calls()[i].pattern);
  return fields;
}

// Colours of H-scores 0 .. 300 as a row of 256 pixels.
cv::Mat palette() {
  cv::Mat ramp(1, 256, CV_8UC1);
  for (int i = 0; i < 256; ++i) ramp.at<std::uint8_t>(0, i) = static_cast<std::uint8_t>(i);
  cv::Mat colours;
  cv::applyColorMap(ramp, colours, cv::COLORMAP_VIRIDIS);
  return colours;
}

// Grey and pale, so that the colours stand out.
void fade(cv::Mat slide) {
  cv::Mat grey;
  cv::cvtColor(slide, grey, cv::COLOR_BGR2GRAY);
  grey.convertTo(grey, CV_8U, 0.7, 76);
  cv::cvtColor(grey, slide, cv::COLOR_GRAY2BGR);
}

void blend(cv::Mat& slide, const cv::Rect& square, const cv::Vec3b& colour, double opacity) {
  const int share = cvRound(opacity * 256);
  for (int y = square.y; y < square.y + square.height; ++y) {
    auto* pixels = slide.ptr<cv::Vec3b>(y);
    for (int x = square.x; x < square.x + square.width; ++x)
      for (int c = 0; c < 3; ++c)
        pixels[x][c] = static_cast<std::uint8_t>((pixels[x][c] * (256 - share) + colour[c] * share + 128) / 256);
  }
}

void drawFields(picture::Canvas& canvas, const HScoreFields& fields) {
  cv::Mat slide = canvas.bgr(canvas.slide);
  const double edge_px = fields.fieldPx() * canvas.scale;
  const auto cornerOf = [&](std::int64_t column, std::int64_t row) {
    return cv::Point(cvRound(static_cast<double>(column) * edge_px), cvRound(static_cast<double>(row) * edge_px));
  };
  for (const auto& [place, field] : fields.fields()) {
    const cv::Rect square(cornerOf(place.column, place.row), cornerOf(place.column + 1, place.row + 1));
    const Rgb8 colour = heatColour(field.value());
    blend(slide, square & cv::Rect({}, slide.size()), {colour.b, colour.g, colour.r},
          kOpacity * heatWeight(field.cells()));
  }
}

void drawColourBar(picture::Canvas& canvas, double field_um) {
  const int height = cvRound(18 * canvas.text_scale);
  const int baseline = picture::legendBaseline(canvas, 1);
  const int gap = cvRound(10 * canvas.text_scale);
  int x = picture::drawText(canvas, 12, 1, fmt::format("mean H-score of {:.0f} um fields:   0", field_um)) + gap;
  const cv::Rect bar(x, baseline - height, cvRound(300 * canvas.text_scale), height);
  // As fields look on pale tissue.
  cv::Mat colours;
  cv::resize(palette(), colours, bar.size(), 0, 0, cv::INTER_LINEAR);
  cv::addWeighted(colours, kOpacity, cv::Mat(bar.size(), CV_8UC3, cv::Scalar::all(kPaleTissue)), 1 - kOpacity, 0,
                  canvas.bgr(bar));
  cv::rectangle(canvas.bgr, bar, cv::Scalar::all(30), 1);
  picture::drawText(canvas, bar.x + bar.width + gap, 1, "300");
}

}  // namespace

Rgb8 heatColour(double h_score) {
  static const cv::Mat kPalette = palette();
  const auto& bgr = kPalette.at<cv::Vec3b>(0, cvRound(std::clamp(h_score / kMaxHScore, 0.0, 1.0) * 255));
  return {bgr[2], bgr[1], bgr[0]};
}

double heatWeight(std::int64_t cells) {
  return static_cast<double>(std::min(cells, kEnoughCells)) / static_cast<double>(kEnoughCells);
}

PictureFiles heatmapFiles(const SlideResult& result) {
  if (!result.measured.pixel_size) throw std::invalid_argument("heatmap needs a pixel size");
  picture::Canvas canvas = picture::makeCanvas(result.measured.thumbnail, picture::kMaxMapSide, 2);
  const HScoreFields fields = fieldsOf(canvas, result);
  fade(canvas.bgr(canvas.slide));
  drawFields(canvas, fields);
  picture::drawHeadline(canvas, result);
  picture::drawScaleBar(canvas, result.measured.pixel_size->pixel_size.umPerPx());
  drawColourBar(canvas, fields.fieldPx() * result.measured.pixel_size->pixel_size.umPerPx());
  return {picture::encoded(canvas, ".png"), picture::encodedForPage(canvas)};
}

}  // namespace herald
