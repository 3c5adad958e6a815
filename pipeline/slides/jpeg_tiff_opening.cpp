#include "pipeline/slides/jpeg_tiff_opening.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "pipeline/files/number_text.h"
#include "pipeline/slides/described_pixel_size.h"
#include "pipeline/slides/jpeg_tiff_layout.h"
#include "pipeline/slides/slide_files.h"
#include "pipeline/slides/tiff_pages.h"
#include "pipeline/slides/unread_pictures.h"

namespace herald {
namespace {

// OpenSlide paints the tiles of a level that lie over a missing tile of the level before from that level.
void markLevelsBelowMissingTiles(std::vector<JpegTiffLevel>& levels) {
  bool missing = false;
  for (std::size_t i = 0; i < levels.size(); ++i) {
    const auto& counts = levels[i].byte_counts;
    missing = missing || std::find(counts.begin(), counts.end(), std::uint64_t{0}) != counts.end();
    if (i > 0 && missing && levels[i].obstacle.empty()) levels[i].obstacle = "tiles are missing";
  }
}

// Why these are not the levels OpenSlide found; empty when they are.
std::string difference(const std::vector<JpegTiffLevel>& found, const std::vector<SlideLevel>& wanted) {
  if (found.size() != wanted.size())
    return fmt::format("libtiff finds {} levels and OpenSlide {}", found.size(), wanted.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    const bool same_size = found[i].width == wanted[i].width && found[i].height == wanted[i].height;
    const bool same_tiles = !found[i].obstacle.empty() || (found[i].format.width == wanted[i].tile_width &&
                                                           found[i].format.height == wanted[i].tile_height);
    if (!same_size || !same_tiles) return fmt::format("libtiff and OpenSlide see level {} differently", i);
  }
  return {};
}

// Of an Aperio description: fields "AppMag = 40" between bars.
std::optional<double> objectivePowerOf(std::string_view text) {
  constexpr std::string_view kKey = "|AppMag = ";
  const std::size_t at = text.find(kKey);
  if (at == std::string_view::npos) return std::nullopt;
  text.remove_prefix(at + kKey.size());
  return numberIn<double>(text.substr(0, text.find('|')));
}

SlideDescription descriptionOf(const TiffPages& file, const std::vector<JpegTiffLevel>& levels, bool aperio) {
  SlideDescription description;
  description.vendor = aperio ? "aperio" : "generic-tiff";
  const auto ratio = [](std::int64_t whole, std::int64_t part) {
    return static_cast<double>(whole) / static_cast<double>(part);
  };
  for (const JpegTiffLevel& level : levels) {
    const JpegTiffLevel& level0 = levels.front();
    const double downsample = (ratio(level0.width, level.width) + ratio(level0.height, level.height)) / 2;
    description.levels.push_back({level.width, level.height, downsample, level.format.width, level.format.height});
  }
  const TiffPage& page = file.pages.at(static_cast<std::size_t>(levels.front().page) - 1);
  addDescribedPixelSize(page.description, page.resolution, description.levels.front(), description);
  addTiffResolution(page.resolution, page.resolution_unit_um, description);
  if (aperio) description.objective_power = objectivePowerOf(page.description);
  describePages(file, true, description);
  return description;
}

}  // namespace

JpegTiffAttempt tryOpenJpegTiff(const std::filesystem::path& path, std::unique_ptr<SlideSource>& opened,
                                const JpegTiffOptions& options) {
  const SlideDescription& description = opened->description();
  const bool aperio = description.vendor == "aperio";
  if (!aperio && description.vendor != "generic-tiff")
    return {nullptr, fmt::format("its format ({}) is not a plain tiled TIFF", description.vendor)};
  auto levels = levelsAmong(readJpegTiffLayout(path, aperio));
  if (const auto why = difference(levels, description.levels); !why.empty()) return {nullptr, why};
  if (!levels.front().obstacle.empty()) return {nullptr, levels.front().obstacle};
  if (aperio) markLevelsBelowMissingTiles(levels);
  SlideDescription as_opened = description;
  return {jpegTiffSource(path, std::move(levels), std::move(as_opened), std::move(opened), options), {}};
}

JpegTiffAttempt tryOpenJpegTiffAlone(const std::filesystem::path& path, const JpegTiffOptions& options) {
  const TiffPages file = readTiffPages(path);
  if (!file.whole) return {nullptr, "it is no whole TIFF"};
  const bool aperio = file.pages.front().description.starts_with("Aperio");
  auto levels = levelsAmong(readJpegTiffLayout(path, aperio));
  if (levels.empty()) return {nullptr, "it has no tiles"};
  for (const JpegTiffLevel& level : levels)
    if (!level.obstacle.empty()) return {nullptr, level.obstacle};
  for (const TiffPage& page : file.pages)
    if (page.width > levels.front().width && page.height > levels.front().height)
      return {nullptr, "its largest page has no tiles"};
  SlideDescription description = descriptionOf(file, levels, aperio);
  description.quick_hash = slideHash(path);
  return {jpegTiffSource(path, std::move(levels), std::move(description), nullptr, options), {}};
}

}  // namespace herald
