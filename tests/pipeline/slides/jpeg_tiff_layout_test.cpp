// What a directory may ask for. What files hold is compared with OpenSlide in jpeg_tiff_source_test.cpp.
#include "pipeline/slides/jpeg_tiff_layout.h"

#include <gtest/gtest.h>
#include <tiffio.h>

#include <numeric>

#include "tests/support/temporary_folder.h"

namespace herald {
namespace {

std::string littleEndian(std::uint64_t value, int count) {
  std::string bytes;
  for (int i = 0; i < count; ++i) bytes += static_cast<char>(value >> (8 * i));
  return bytes;
}

struct Field {
  std::uint16_t tag;
  std::uint16_t type;
  std::uint32_t count;
  std::uint32_t value;  // or where it lies
};

// A TIFF of equal directories, of 1024 x 1024 tiles and JPEG tables each, which all lie in the same place.
std::string sharedTables(int directories, std::uint32_t tables_bytes) {
  constexpr std::uint32_t kTiles = 1024 * 1024;
  constexpr std::uint32_t kBitsAt = 8;
  constexpr std::uint32_t kTilesAt = 16;
  const std::uint32_t first = kTilesAt + 4 * kTiles;
  std::string file = "II*" + std::string(1, '\0') + littleEndian(first, 4) + littleEndian(8, 2) + littleEndian(8, 2) +
                     littleEndian(8, 4) + std::string(std::size_t{4} * kTiles, '\1');
  const std::vector<Field> fields = {{TIFFTAG_SUBFILETYPE, 4, 1, FILETYPE_REDUCEDIMAGE},
                                     {TIFFTAG_IMAGEWIDTH, 4, 1, 16 * 1024},
                                     {TIFFTAG_IMAGELENGTH, 4, 1, 16 * 1024},
                                     {TIFFTAG_BITSPERSAMPLE, 3, 3, kBitsAt},
                                     {TIFFTAG_COMPRESSION, 3, 1, COMPRESSION_JPEG},
                                     {TIFFTAG_PHOTOMETRIC, 3, 1, PHOTOMETRIC_YCBCR},
                                     {TIFFTAG_SAMPLESPERPIXEL, 3, 1, 3},
                                     {TIFFTAG_TILEWIDTH, 3, 1, 16},
                                     {TIFFTAG_TILELENGTH, 3, 1, 16},
                                     {TIFFTAG_TILEOFFSETS, 4, kTiles, kTilesAt},
                                     {TIFFTAG_TILEBYTECOUNTS, 4, kTiles, kTilesAt},
                                     {TIFFTAG_JPEGTABLES, 7, tables_bytes, kTilesAt}};
  const auto bytes = static_cast<std::uint32_t>(2 + 12 * fields.size() + 4);
  for (int i = 0; i < directories; ++i) {
    file += littleEndian(fields.size(), 2);
    for (const Field& field : fields)
      file += littleEndian(field.tag, 2) + littleEndian(field.type, 2) + littleEndian(field.count, 4) +
              littleEndian(field.value, 4);
    file += littleEndian(i + 1 < directories ? first + static_cast<std::uint32_t>(i + 1) * bytes : 0, 4);
  }
  return file;
}

TEST(JpegTiffLayout, DirectoriesThatShareTheirTileTableDoNotMultiplyIt) {
  const TemporaryFolder folder;
  const auto levels = readJpegTiffLayout(folder.write("a.tif", sharedTables(20, 100)), false);
  ASSERT_EQ(levels.size(), 20U);
  EXPECT_EQ(levels.front().obstacle, "");
  EXPECT_EQ(levels.front().offsets.size(), 1024U * 1024);
  EXPECT_EQ(levels.back().obstacle, "it has 1024 x 1024 tiles");
  const auto tiles = std::accumulate(levels.begin(), levels.end(), std::size_t{0},
                                     [](std::size_t sum, const auto& level) { return sum + level.offsets.size(); });
  EXPECT_EQ(tiles, std::size_t{1} << 24);
}

TEST(JpegTiffLayout, JpegTablesAreSmall) {
  const TemporaryFolder folder;
  const auto levels = readJpegTiffLayout(folder.write("a.tif", sharedTables(1, 1'000'000)), false);
  ASSERT_EQ(levels.size(), 1U);
  EXPECT_EQ(levels[0].obstacle, "its JPEG tables have 1000000 bytes");
}

TEST(JpegTiffLayout, LevelsOfPagesWithoutPixelsAreNone) {
  for (const auto& [width, height] : {std::pair(0, 0), {0, 100}, {100, 0}}) {
    std::vector<JpegTiffLevel> pages(2);
    pages[0].page = 1;
    pages[0].width = width;
    pages[0].height = height;
    pages[1].page = 2;
    pages[1].width = pages[1].height = 50;
    EXPECT_TRUE(levelsAmong(pages).empty());
  }
  EXPECT_TRUE(levelsAmong({}).empty());
}

}  // namespace
}  // namespace herald
