#include "pipeline/slides/jpeg_tiff_layout.h"

#include <fmt/format.h>
#include <tiffio.h>

#include <algorithm>

#include "pipeline/slides/tiff_file.h"
#include "pipeline/slides/tiff_pages.h"

namespace herald {
namespace {

constexpr std::uint32_t kLargestTilePx = 4096;
// Of all levels together: directories can share one table in the file. A slide of 200,000 x 200,000 px has 0.6 million
// of 256 x 256 px.
constexpr std::int64_t kMostTiles = 1U << 24U;
constexpr std::int64_t kLargestFieldBytes = std::int64_t{1} << 28;
constexpr std::uint32_t kLargestTablesBytes = 1U << 16U;
constexpr int kMostDirectories = 4096;

template <class T>
T field(TIFF* tiff, std::uint32_t tag, T otherwise) {
  T value = otherwise;
  return TIFFGetField(tiff, tag, &value) != 0 ? value : otherwise;
}

std::string obstacleOf(TIFF* tiff) {
  const auto is = [&](std::uint32_t tag, std::uint16_t wanted, std::uint16_t otherwise) {
    return field<std::uint16_t>(tiff, tag, otherwise) == wanted;
  };
  if (!is(TIFFTAG_COMPRESSION, COMPRESSION_JPEG, COMPRESSION_NONE)) return "its tiles are not compressed as JPEG";
  const bool rgb = is(TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_RGB, PHOTOMETRIC_MINISBLACK);
  const bool ycbcr = is(TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_YCBCR, PHOTOMETRIC_MINISBLACK);
  if (!rgb && !ycbcr) return "its pixels are neither RGB nor YCbCr";
  if (!is(TIFFTAG_SAMPLESPERPIXEL, 3, 1)) return "its pixels do not have three samples";
  if (!is(TIFFTAG_BITSPERSAMPLE, 8, 1)) return "its samples do not have 8 bits";
  if (!is(TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG, PLANARCONFIG_CONTIG)) return "its colours are stored separately";
  if (!is(TIFFTAG_ORIENTATION, ORIENTATION_TOPLEFT, ORIENTATION_TOPLEFT)) return "its first pixel is not top left";
  if (field<std::uint32_t>(tiff, TIFFTAG_IMAGEDEPTH, 1) != 1) return "it has depth";
  return {};
}

// What `format` and the tile tables need; an obstacle where they are not whole or have more tiles than are left.
void readTiles(TIFF* tiff, std::int64_t& tiles_left, JpegTiffLevel& level) {
  const auto tile_width = field<std::uint32_t>(tiff, TIFFTAG_TILEWIDTH, 0);
  const auto tile_height = field<std::uint32_t>(tiff, TIFFTAG_TILELENGTH, 0);
  if (tile_width < 1 || tile_width > kLargestTilePx || tile_height < 1 || tile_height > kLargestTilePx) {
    level.obstacle = fmt::format("its tiles are {} x {} pixels, not 1 to {}", tile_width, tile_height, kLargestTilePx);
    return;
  }
  level.format.width = static_cast<int>(tile_width);
  level.format.height = static_cast<int>(tile_height);
  level.tiles_across = (level.width + tile_width - 1) / tile_width;
  level.tiles_down = (level.height + tile_height - 1) / tile_height;
  if (level.width < 1 || level.height < 1 || level.tiles_across > tiles_left / level.tiles_down) {
    level.obstacle = fmt::format("it has {} x {} tiles", level.tiles_across, level.tiles_down);
    return;
  }
  level.format.ycbcr = field<std::uint16_t>(tiff, TIFFTAG_PHOTOMETRIC, 0) == PHOTOMETRIC_YCBCR;
  const auto tiles = static_cast<std::uint64_t>(level.tiles_across * level.tiles_down);
  const std::uint64_t* offsets = nullptr;
  const std::uint64_t* byte_counts = nullptr;
  if (TIFFNumberOfTiles(tiff) != tiles || TIFFGetField(tiff, TIFFTAG_TILEOFFSETS, &offsets) == 0 ||
      TIFFGetField(tiff, TIFFTAG_TILEBYTECOUNTS, &byte_counts) == 0 || offsets == nullptr || byte_counts == nullptr) {
    level.obstacle = "it does not say where its tiles are";
    return;
  }
  tiles_left -= level.tiles_across * level.tiles_down;
  level.offsets.assign(offsets, offsets + tiles);
  level.byte_counts.assign(byte_counts, byte_counts + tiles);
  std::uint32_t length = 0;
  const std::uint8_t* tables = nullptr;
  if (TIFFGetField(tiff, TIFFTAG_JPEGTABLES, &length, &tables) == 0 || tables == nullptr) return;
  if (length > kLargestTablesBytes)
    level.obstacle = fmt::format("its JPEG tables have {} bytes", length);
  else
    level.format.tables.assign(tables, tables + length);
}

bool canBeLevel(TIFF* tiff, bool aperio, bool first) {
  if (TIFFIsTiled(tiff) == 0) return false;
  return aperio || first || (field<std::uint32_t>(tiff, TIFFTAG_SUBFILETYPE, 0) & FILETYPE_REDUCEDIMAGE) != 0;
}

}  // namespace

std::vector<JpegTiffLevel> readJpegTiffLayout(const std::filesystem::path& path, bool aperio) {
  const TiffFile tiff(path, kLargestFieldBytes);
  if (!tiff.valid()) return {};
  std::vector<JpegTiffLevel> levels;
  std::int64_t tiles_left = kMostTiles;
  int directory = 0;
  do {
    if (!canBeLevel(tiff.get(), aperio, levels.empty())) continue;
    JpegTiffLevel level;
    level.page = directory + 1;
    level.width = field<std::uint32_t>(tiff.get(), TIFFTAG_IMAGEWIDTH, 0);
    level.height = field<std::uint32_t>(tiff.get(), TIFFTAG_IMAGELENGTH, 0);
    level.obstacle = obstacleOf(tiff.get());
    if (level.obstacle.empty()) readTiles(tiff.get(), tiles_left, level);
    levels.push_back(std::move(level));
  } while (++directory < kMostDirectories && TIFFReadDirectory(tiff.get()) != 0);
  const auto wider = [](const JpegTiffLevel& a, const JpegTiffLevel& b) { return a.width > b.width; };
  if (!aperio) std::stable_sort(levels.begin(), levels.end(), wider);
  return levels;
}

std::vector<JpegTiffLevel> levelsAmong(std::vector<JpegTiffLevel> pages) {
  if (pages.empty()) return pages;
  const auto sizeOf = [](const JpegTiffLevel& page) { return SlideLevel{page.width, page.height}; };
  const auto earlier = [](const JpegTiffLevel& a, const JpegTiffLevel& b) { return a.page < b.page; };
  const auto wider = [](const JpegTiffLevel& a, const JpegTiffLevel& b) { return a.width > b.width; };
  std::sort(pages.begin(), pages.end(), earlier);
  const SlideLevel first = sizeOf(pages.front());
  std::stable_sort(pages.begin(), pages.end(), wider);
  const auto largest = std::find_if(pages.begin(), pages.end(), [&](const JpegTiffLevel& page) {
    return isReducedCopy(sizeOf(page), first.width, first.height);
  });
  if (largest == pages.end()) return {};  // a first page without pixels
  const SlideLevel level0 = sizeOf(*largest);
  std::vector<JpegTiffLevel> levels;
  for (JpegTiffLevel& page : pages) {
    const SlideLevel size = sizeOf(page);
    const bool is_level = levels.empty() ? size.width == level0.width && size.height == level0.height
                                         : isNextLevel(level0, sizeOf(levels.back()), size);
    if (is_level) levels.push_back(std::move(page));
  }
  return levels;
}

}  // namespace herald
