#include "pipeline/viewer/viewer_tiles.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <utility>

#include "pipeline/files/image_encoders.h"
#include "pipeline/pictures/class_palette.h"
#include "pipeline/pictures/h_score_fields.h"
#include "pipeline/pictures/heatmap.h"
#include "stain/stain_picture.h"

namespace herald {
namespace {

constexpr int kJpegQuality = 85;
constexpr double kCellUm = 12;        // a tumour cell
constexpr double kOutlineFromPx = 8;  // cells this wide on the screen get outlines
constexpr double kDarkestOd = 1.5;
constexpr double kHeatAlpha = 170;
constexpr std::int64_t kMostReadPx = 4096;  // edge of what is read of the slide for one tile

constexpr std::array<std::pair<std::string_view, ViewerLayer>, 6> kLayers = {
    {{"colour", ViewerLayer::kColour},
     {"hematoxylin", ViewerLayer::kHematoxylin},
     {"dab", ViewerLayer::kDab},
     {"cells", ViewerLayer::kCells},
     {"heat", ViewerLayer::kHeat},
     {"tissue", ViewerLayer::kTissue}}};

// The coarsest level of the slide that still has the tile's detail.
std::size_t levelFor(const std::vector<SlideLevel>& levels, double scale) {
  std::size_t best = 0;
  for (std::size_t i = 1; i < levels.size(); ++i)
    if (levels[i].downsample <= scale * 1.01) best = i;
  return best;
}

// A part of a level, shrunk to the size given; read in pieces where it is large, so that memory stays bounded.
void readShrunk(SlideSource& source, std::size_t level, const cv::Rect2d& part, cv::Mat& out) {
  if (std::max(part.width, part.height) > kMostReadPx && std::min(out.cols, out.rows) > 1) {
    for (int half_y = 0; half_y < 2; ++half_y)
      for (int half_x = 0; half_x < 2; ++half_x) {
        const int left = half_x * (out.cols / 2);
        const int top = half_y * (out.rows / 2);
        const cv::Rect to(left, top, half_x == 0 ? out.cols / 2 : out.cols - left,
                          half_y == 0 ? out.rows / 2 : out.rows - top);
        const double x_step = part.width / out.cols;
        const double y_step = part.height / out.rows;
        cv::Mat quarter = out(to);
        readShrunk(source, level,
                   {part.x + x_step * to.x, part.y + y_step * to.y, x_step * to.width, y_step * to.height}, quarter);
      }
    return;
  }
  const int width = std::max(1, static_cast<int>(std::lround(part.width)));
  const int height = std::max(1, static_cast<int>(std::lround(part.height)));
  Image<Rgb8> pixels;
  source.readRegion(static_cast<int>(level), std::llround(part.x), std::llround(part.y), width, height, pixels);
  const cv::Mat read(height, width, CV_8UC3, pixels.pixels().data());
  if (read.size() == out.size())
    read.copyTo(out);
  else
    cv::resize(read, out, out.size(), 0, 0, cv::INTER_AREA);
}

cv::Mat greyOf(const cv::Mat& rgb, const SlideStatistics& statistics, ShownStain stain) {
  Image<std::uint8_t> grey = stainPicture({reinterpret_cast<const Rgb8*>(rgb.data), rgb.cols, rgb.rows, rgb.cols},
                                          statistics.background, statistics.stains, stain, kDarkestOd);
  cv::Mat picture;
  cv::cvtColor(cv::Mat(rgb.rows, rgb.cols, CV_8UC1, grey.pixels().data()), picture, cv::COLOR_GRAY2RGB);
  return picture;
}

cv::Scalar rgbaOf(Rgb8 colour, double alpha) {
  return {static_cast<double>(colour.r), static_cast<double>(colour.g), static_cast<double>(colour.b), alpha};
}

cv::Mat emptyTile(const TilePlace& place) {
  return {place.height, place.width, CV_8UC4, cv::Scalar(0, 0, 0, 0)};
}

// The tile's rectangle and so much around it.
PixelRect widened(const PixelRect& region, double by_px) {
  const auto by = static_cast<std::int64_t>(std::ceil(by_px));
  return {region.x - by, region.y - by, region.width + 2 * by, region.height + 2 * by};
}

void drawOutline(const CellRecord& cell, const TilePlace& place, const cv::Scalar& colour, int thickness,
                 cv::Mat& tile) {
  constexpr int kShift = 4;  // polylines take sixteenths of a pixel
  std::vector<cv::Point> points;
  for (const OutlineOffset& offset : cell.outline) {
    const double x = cell.seed.x + 0.5 + offset.dx * kOutlineStepPx - static_cast<double>(place.in_level0.x);
    const double y = cell.seed.y + 0.5 + offset.dy * kOutlineStepPx - static_cast<double>(place.in_level0.y);
    points.emplace_back(cvRound((x / place.scale - 0.5) * (1 << kShift)),
                        cvRound((y / place.scale - 0.5) * (1 << kShift)));
  }
  cv::polylines(tile, points, true, colour, thickness, cv::LINE_AA, kShift);
}

void drawOutlines(const ViewedSlide& slide, const CalledCells& called, const TilePlace& place, cv::Mat& tile) {
  const double reach_px = kCellUm / slide.umPerPx();
  const int thickness = kCellUm / slide.umPerPx() / place.scale > 30 ? 2 : 1;
  std::shared_ptr<const RecordBlock> block;
  for (const std::uint32_t row : slide.rowsIn(widened(place.in_level0, reach_px))) {
    if (!block || row < block->first_row || row >= block->first_row + block->cells.size())
      block = slide.recordsAround(row);
    const CellRecord& cell = block->cells[row - block->first_row];
    const NamedColour& colour = colourOfCell(slide.cells()[row], called.calls[row].pattern);
    drawOutline(cell, place, rgbaOf(colour.colour, 255), cell.counted() ? thickness : 1, tile);
  }
}

// Cells that count over those that do not.
void drawDots(const ViewedSlide& slide, const CalledCells& called, const TilePlace& place, cv::Mat& tile) {
  const double cell_px = kCellUm / slide.umPerPx() / place.scale;
  const int edge = std::max(1, static_cast<int>(std::lround(cell_px / 2)));
  const std::vector<std::uint32_t> rows = slide.rowsIn(widened(place.in_level0, kCellUm / slide.umPerPx()));
  for (const bool counted : {false, true})
    for (const std::uint32_t row : rows) {
      const CellSummary& cell = slide.cells()[row];
      if (cell.counted() != counted) continue;
      const int size = counted ? edge : std::max(1, edge / 2);
      const int x = static_cast<int>(std::floor(static_cast<double>(cell.seed.x - place.in_level0.x) / place.scale));
      const int y = static_cast<int>(std::floor(static_cast<double>(cell.seed.y - place.in_level0.y) / place.scale));
      const cv::Rect dot = cv::Rect(x - size / 2, y - size / 2, size, size) & cv::Rect(0, 0, tile.cols, tile.rows);
      if (!dot.empty())
        tile(dot).setTo(rgbaOf(colourOfCell(cell, called.calls[row].pattern).colour, counted ? 255 : 120));
    }
}

void drawHeat(const ViewedSlide& slide, const CalledCells& called, const TilePlace& place, cv::Mat& tile) {
  const double field_px = hScoreFieldPx(slide.umPerPx(), place.scale);
  HScoreFields fields(field_px);
  for (const std::uint32_t row : slide.rowsIn(widened(place.in_level0, field_px)))
    fields.add(slide.cells()[row], called.calls[row].pattern);
  const auto inTile = [&](std::int64_t index, std::int64_t corner) {
    return static_cast<int>(
        std::lround((static_cast<double>(index) * field_px - static_cast<double>(corner)) / place.scale));
  };
  for (const auto& [at, field] : fields.fields()) {
    const cv::Point from(inTile(at.column, place.in_level0.x), inTile(at.row, place.in_level0.y));
    const cv::Point to(inTile(at.column + 1, place.in_level0.x), inTile(at.row + 1, place.in_level0.y));
    const cv::Rect square = cv::Rect(from, to) & cv::Rect(0, 0, tile.cols, tile.rows);
    if (square.empty()) continue;
    tile(square).setTo(rgbaOf(heatColour(field.value()), kHeatAlpha * heatWeight(field.cells())));
  }
}

void drawTissue(const ViewedSlide& slide, const TilePlace& place, cv::Mat& tile) {
  const TissueMask& mask = slide.result().measured.statistics.tissue;
  const auto classAt = [&](int x, int y) {
    return mask.at(static_cast<double>(place.in_level0.x) + (x + 0.5) * place.scale,
                   static_cast<double>(place.in_level0.y) + (y + 0.5) * place.scale);
  };
  for (int y = 0; y < tile.rows; ++y)
    for (int x = 0; x < tile.cols; ++x) {
      const TissueClass here = classAt(x, y);
      const bool border = classAt(x + 1, y) != here || classAt(x, y + 1) != here;
      if (here == TissueClass::kGlass && !border) continue;
      const TissueClass shown = here == TissueClass::kGlass ? TissueClass::kTissue : here;
      if (shown == TissueClass::kTissue && !border) continue;
      const Rgb8 colour = kTissueClassColours.at(static_cast<std::size_t>(shown)).colour;
      tile.at<cv::Vec4b>(y, x) = {colour.r, colour.g, colour.b, static_cast<std::uint8_t>(border ? 255 : 110)};
    }
}

}  // namespace

std::optional<ViewerLayer> viewerLayerNamed(std::string_view name) {
  for (const auto& [known, layer] : kLayers)
    if (known == name) return layer;
  return std::nullopt;
}

int maxViewerLevel(std::int64_t width, std::int64_t height) {
  int level = 0;
  while ((std::int64_t{1} << level) < std::max(width, height)) ++level;
  return level;
}

std::optional<TilePlace> placeOf(const ViewerTile& tile, std::int64_t width, std::int64_t height) {
  const int max_level = maxViewerLevel(width, height);
  if (tile.level < 0 || tile.level > max_level || tile.column < 0 || tile.row < 0) return std::nullopt;
  const std::int64_t scale = std::int64_t{1} << (max_level - tile.level);
  const std::int64_t level_width = (width + scale - 1) / scale;
  const std::int64_t level_height = (height + scale - 1) / scale;
  if (tile.column > level_width / kViewerTilePx || tile.row > level_height / kViewerTilePx) return std::nullopt;
  TilePlace place;
  place.scale = static_cast<double>(scale);
  place.width = static_cast<int>(std::min<std::int64_t>(kViewerTilePx, level_width - tile.column * kViewerTilePx));
  place.height = static_cast<int>(std::min<std::int64_t>(kViewerTilePx, level_height - tile.row * kViewerTilePx));
  if (place.width <= 0 || place.height <= 0) return std::nullopt;
  place.in_level0 = {tile.column * kViewerTilePx * scale, tile.row * kViewerTilePx * scale, place.width * scale,
                     place.height * scale};
  return place;
}

std::string baseTile(SlideSource& source, const SlideStatistics& statistics, ViewerLayer layer,
                     const TilePlace& place) {
  const auto& levels = source.description().levels;
  const std::size_t level = levelFor(levels, place.scale);
  const double downsample = levels[level].downsample;
  cv::Mat picture(place.height, place.width, CV_8UC3);
  readShrunk(source, level,
             {static_cast<double>(place.in_level0.x) / downsample, static_cast<double>(place.in_level0.y) / downsample,
              static_cast<double>(place.in_level0.width) / downsample,
              static_cast<double>(place.in_level0.height) / downsample},
             picture);
  if (layer == ViewerLayer::kHematoxylin) picture = greyOf(picture, statistics, ShownStain::kHematoxylin);
  if (layer == ViewerLayer::kDab) picture = greyOf(picture, statistics, ShownStain::kDab);
  return encodeJpeg(
      {picture.data, picture.cols, picture.rows, static_cast<std::ptrdiff_t>(picture.step), ChannelOrder::kRgb},
      kJpegQuality);
}

std::string overlayTile(const ViewedSlide& slide, const CalledCells& called, ViewerLayer layer,
                        const TilePlace& place) {
  cv::Mat tile = emptyTile(place);
  if (layer == ViewerLayer::kTissue) drawTissue(slide, place, tile);
  if (layer == ViewerLayer::kHeat) drawHeat(slide, called, place, tile);
  if (layer == ViewerLayer::kCells) {
    const bool outlines = kCellUm / slide.umPerPx() / place.scale >= kOutlineFromPx;
    outlines ? drawOutlines(slide, called, place, tile) : drawDots(slide, called, place, tile);
  }
  return encodePng({tile.data, tile.cols, tile.rows, static_cast<std::ptrdiff_t>(tile.step), ChannelOrder::kRgba});
}

}  // namespace herald
