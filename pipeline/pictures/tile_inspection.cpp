#include "pipeline/pictures/tile_inspection.h"

#include <algorithm>
#include <array>
#include <functional>
#include <opencv2/imgproc.hpp>
#include <stdexcept>
#include <string>

#include "pipeline/analysis/pass_two.h"
#include "pipeline/files/atomic_file.h"
#include "pipeline/files/image_encoders.h"
#include "pipeline/pictures/class_palette.h"

namespace herald {
namespace {

constexpr std::int64_t kLargestRegionPx = 8192;
constexpr std::array<Rgb8, 4> kSectorColours = {
    {{0, 90, 255}, {255, 240, 0}, {255, 140, 0}, {230, 0, 0}}};  // none weak moderate strong

cv::Scalar bgr(Rgb8 colour) {
  return {static_cast<double>(colour.b), static_cast<double>(colour.g), static_cast<double>(colour.r)};
}

// Draws on the shown region. Region pixel (i, j) of level 0 becomes zoom x zoom picture pixels.
class RegionPicture {
 public:
  RegionPicture(const TileInspectionRequest& request, std::filesystem::path folder)
      : region_(request.region_in_level0), zoom_(request.zoom), folder_(std::move(folder)) {}

  // `value` gives a grey or colour for each level-0 pixel of the region.
  [[nodiscard]] cv::Mat fill(const std::function<Rgb8(int x, int y)>& value) const {
    cv::Mat small(static_cast<int>(region_.height), static_cast<int>(region_.width), CV_8UC3);
    for (int y = 0; y < small.rows; ++y) {
      for (int x = 0; x < small.cols; ++x) {
        const Rgb8 c = value(x, y);
        small.at<cv::Vec3b>(y, x) = {c.b, c.g, c.r};
      }
    }
    cv::Mat large;
    cv::resize(small, large, {}, zoom_, zoom_, cv::INTER_NEAREST);
    return large;
  }
  // Picture position of a level-0 position, with four fractional bits for cv's anti-aliased drawing.
  static constexpr int kShift = 4;
  [[nodiscard]] cv::Point at(double x_level0, double y_level0) const {
    const double scale = zoom_ * (1 << kShift);
    return {cvRound((x_level0 - static_cast<double>(region_.x)) * scale),
            cvRound((y_level0 - static_cast<double>(region_.y)) * scale)};
  }
  template <std::size_t N>
  [[nodiscard]] std::vector<cv::Point> outline(const CellRecord& cell,
                                               const std::array<OutlineOffset, N>& offsets) const {
    std::vector<cv::Point> points;
    for (const OutlineOffset& offset : offsets) {
      points.push_back(
          at(cell.seed.x + 0.5 + offset.dx * kOutlineStepPx, cell.seed.y + 0.5 + offset.dy * kOutlineStepPx));
    }
    return points;
  }
  void write(const cv::Mat& picture, const std::string& name, std::vector<std::filesystem::path>& files) const {
    const ColourBytes bytes{picture.data, picture.cols, picture.rows, static_cast<std::ptrdiff_t>(picture.step[0]),
                            ChannelOrder::kBgr};
    files.push_back(folder_ / (name + ".png"));
    writeFileAtomically(files.back(), encodePng(bytes));
  }

 private:
  PixelRect region_;
  int zoom_;
  std::filesystem::path folder_;
};

// Tile-local view of what the analysis left in its scratch, addressed by region pixels.
struct Intermediates {
  const Image<Rgb8>& colours;
  const TileScratch& scratch;
  const Image<float>& signal;
  PixelRect tile_region;
  PixelRect shown;
  int downsample;

  [[nodiscard]] Rgb8 colour(int x, int y) const {
    return colours.at(static_cast<int>(shown.x - tile_region.x) + x, static_cast<int>(shown.y - tile_region.y) + y);
  }
  // Of an image on the analysis grid that covers `area`; `beyond` elsewhere.
  template <class T>
  [[nodiscard]] T analysis(ImageView<T> image, const PixelRect& area, int x, int y, T beyond = {}) const {
    if (!area.contains(shown.x + x, shown.y + y)) return beyond;
    return image.at((static_cast<int>(shown.x - area.x) + x) / downsample,
                    (static_cast<int>(shown.y - area.y) + y) / downsample);
  }
};

Rgb8 grey(double value, double black) {
  const auto v = static_cast<std::uint8_t>(std::clamp(255.0 * (1.0 - value / black), 0.0, 255.0));
  return {v, v, v};
}

Rgb8 territoryColour(std::int32_t cell, bool nucleus) {
  if (cell == kNoCell) return {0, 0, 0};
  const auto hash = static_cast<std::uint32_t>(cell + 1) * 2654435761U;
  const auto channel = [&](int shift) {
    return static_cast<std::uint8_t>((nucleus ? 40 : 110) + ((hash >> shift) & 127U));
  };
  return {channel(5), channel(13), channel(21)};
}

void drawMembrane(const RegionPicture& picture, const CellRecord& cell, const CellClassOptions& options,
                  cv::Mat& canvas) {
  const auto points = picture.outline(cell, cell.outline);
  const SectorSet sectors = stainedSectorsOf(cell.membrane, cell.side_dab_od, options);
  for (std::size_t i = 0; i < points.size(); ++i) {
    const double excess_od_um = cell.membrane.excess[i] * kExcessStepOdUm;
    const bool stained = (sectors >> i & 1U) != 0;
    const std::size_t level = !stained                                ? 0
                              : excess_od_um < options.moderate_od_um ? 1
                              : excess_od_um < options.strong_od_um   ? 2
                                                                      : 3;
    cv::line(canvas, points[i], points[(i + 1) % points.size()], bgr(kSectorColours[level]), 1, cv::LINE_AA,
             RegionPicture::kShift);
  }
}

void writePlanes(const RegionPicture& picture, const Intermediates& tile, std::vector<std::filesystem::path>& files) {
  const TileWindow& window = tile.scratch.window;
  picture.write(picture.fill([&](int x, int y) { return tile.colour(x, y); }), "01_colours", files);
  picture.write(picture.fill([&](int x, int y) {
    return grey(tile.analysis(window.hematoxylin(), tile.tile_region, x, y) / kMilliOd, 1.0);
  }),
                "02_hematoxylin", files);
  picture.write(picture.fill([&](int x, int y) {
    return grey(tile.analysis(window.dab(), tile.tile_region, x, y) / kMilliOd, 1.0);
  }),
                "03_dab", files);
  picture.write(picture.fill([&](int x, int y) {
    return grey(static_cast<double>(tile.analysis(tile.signal.view(), tile.tile_region, x, y)), kSignalCeilingOd);
  }),
                "04_nuclear_signal", files);
  picture.write(picture.fill([&](int x, int y) {
    const PixelRect& area = tile.scratch.area_in_level0;
    return territoryColour(tile.analysis(tile.scratch.territories.cell.view(), area, x, y, kNoCell),
                           tile.analysis(tile.scratch.territories.nucleus.view(), area, x, y) != 0);
  }),
                "06_territories", files);
}

void writeOverlays(const RegionPicture& picture, const Intermediates& tile, const TileInspectionRequest& request,
                   TileInspection& inspection) {
  const cv::Mat colours = picture.fill([&](int x, int y) { return tile.colour(x, y); });
  cv::Mat nuclei = colours.clone();
  cv::Mat membrane = colours.clone();
  cv::Mat classes = colours.clone();
  for (std::size_t i = 0; i < inspection.cells.size(); ++i) {
    const CellRecord& cell = inspection.cells[i];
    cv::polylines(nuclei, picture.outline(cell, cell.nucleus_outline), true, {0, 160, 0}, 1, cv::LINE_AA,
                  RegionPicture::kShift);
    cv::circle(nuclei, picture.at(cell.seed.x + 0.5, cell.seed.y + 0.5), 2 << RegionPicture::kShift, {0, 0, 255}, -1,
               cv::LINE_AA, RegionPicture::kShift);
    drawMembrane(picture, cell, request.cell_class, membrane);
    cv::polylines(classes, picture.outline(cell, cell.outline), true,
                  bgr(colourOfCell(cell, inspection.staining[i].pattern).colour), 1, cv::LINE_AA,
                  RegionPicture::kShift);
  }
  picture.write(nuclei, "05_nuclei", inspection.files);
  picture.write(membrane, "07_membrane", inspection.files);
  picture.write(classes, "08_classes", inspection.files);
}

void requireRegion(const SlideDescription& description, const TileInspectionRequest& request) {
  const PixelRect& region = request.region_in_level0;
  const SlideLevel& level0 = description.levels.front();
  if (region.width < 1 || region.height < 1 || region.width > kLargestRegionPx || region.height > kLargestRegionPx) {
    throw std::invalid_argument("region must be 1-8192 px wide and high");
  }
  if (region.x >= level0.width || region.y >= level0.height || region.x + region.width <= 0 ||
      region.y + region.height <= 0) {
    throw std::invalid_argument("region lies outside the slide (" + std::to_string(level0.width) + " x " +
                                std::to_string(level0.height) + " px)");
  }
  if (request.zoom < 1 || request.zoom > 8) throw std::invalid_argument("zoom must be 1-8");
}

}  // namespace

TileInspection inspectTile(SlideSource& source, PixelSize level0_pixel_size, const TileInspectionRequest& request,
                           const std::filesystem::path& folder) {
  requireRegion(source.description(), request);
  TileInspection inspection;
  inspection.pass_one = passOne(source, level0_pixel_size, request.pass_one);
  const TileAnalyser analyser(inspection.pass_one.statistics, level0_pixel_size, request.segmentation);
  const SlideLevel& level0 = source.description().levels.front();
  const Tile tile = analyser.tileAround(request.region_in_level0, {0, 0, level0.width, level0.height});
  Image<Rgb8> colours;
  TileScratch scratch;
  readTile(source, tile.region_in_level0, colours);
  inspection.cells = analyser.analyse(colours, tile, scratch);
  measureNeighbourhoods(inspection.cells, level0_pixel_size, request.tumour.neighbourhood_um);
  selectTumourCells(inspection.cells, request.tumour);
  for (const CellRecord& cell : inspection.cells) inspection.staining.push_back(classifyCell(cell, request.cell_class));

  std::filesystem::create_directories(folder);
  const RegionPicture picture(request, folder);
  Image<float> signal;
  nuclearSignal(scratch.window.hematoxylin(), scratch.window.dab(), request.segmentation.nucleus.dab_coefficient,
                inspection.pass_one.statistics.hematoxylin_scale_od, signal);
  const Intermediates intermediates{
      colours, scratch, signal, tile.region_in_level0, request.region_in_level0, analyser.grid().downsample()};
  writePlanes(picture, intermediates, inspection.files);
  writeOverlays(picture, intermediates, request, inspection);
  std::sort(inspection.files.begin(), inspection.files.end());
  return inspection;
}

}  // namespace herald
