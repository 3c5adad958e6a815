// The directory of a tiled-JPEG TIFF, the tiles it names, and what its pages and their descriptions tell.
#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "fuzz_target.h"
#include "pipeline/slides/described_pixel_size.h"
#include "pipeline/slides/image_decoders.h"
#include "pipeline/slides/jpeg_tiff_layout.h"
#include "pipeline/slides/slide_source.h"
#include "pipeline/slides/unread_pictures.h"
#include "tests/support/jpeg_tiff_file.h"
#include "tests/support/temporary_folder.h"

namespace herald {
namespace {

std::string tiffOf(int width, int height, const JpegTiffFileOptions& options) {
  const TemporaryFolder folder;
  const auto path = folder.path() / "seed.tif";
  writeJpegTiff(path, {Image<Rgb8>(width, height, {200, 150, 120}), Image<Rgb8>(width / 2, height / 2, {90, 80, 70})},
                options);
  std::ifstream file(path, std::ios::binary);
  std::ostringstream bytes;
  bytes << file.rdbuf();
  return bytes.str();
}

// Decodes the first tiles of every level as the direct reader does.
void decodeTiles(std::span<const std::uint8_t> bytes, const std::vector<JpegTiffLevel>& levels) {
  constexpr std::size_t kMostTiles = 8;
  JpegTileDecoder decoder;
  for (const JpegTiffLevel& level : levels) {
    if (!level.obstacle.empty()) continue;
    Image<Rgb8> tile(level.format.width, level.format.height);
    for (std::size_t i = 0; i < std::min(kMostTiles, level.offsets.size()); ++i) {
      if (level.offsets[i] > bytes.size() || level.byte_counts[i] > bytes.size() - level.offsets[i]) continue;
      try {
        decoder.decode(bytes.subspan(level.offsets[i], level.byte_counts[i]), level.format, tile.row(0), tile.width());
      } catch (const DecodeError&) {
      }
    }
  }
}

void requireOneLine(const std::vector<std::string>& texts) {
  for (const std::string& text : texts)
    if (text.empty() || text.find('\n') != std::string::npos) std::abort();
}

void describe(const TiffPages& file) {
  if (file.pages.empty()) return;
  const TiffPage& first = file.pages.front();
  SlideDescription description;
  description.levels = {{first.width, first.height}};
  addDescribedPixelSize(first.description, first.resolution, description.levels.front(), description);
  addTiffResolution(first.resolution, first.resolution_unit_um, description);
  describePages(file, true, description);
  requireOneLine(description.notes);
  requireOneLine(description.unusable_pixel_sizes);
}

void requireOrder(const std::vector<JpegTiffLevel>& levels) {
  for (std::size_t i = 1; i < levels.size(); ++i)
    if (!isReducedCopy({levels[0].width, levels[0].height}, levels[i].width, levels[i].height)) std::abort();
}

}  // namespace
}  // namespace herald

std::vector<std::string> seedInputs() {
  using herald::tiffOf;
  return {tiffOf(100, 70, {.tile_px = 32}),
          tiffOf(64, 64, {.tile_px = 64, .ycbcr = false, .own_tables = true}),
          tiffOf(90, 40, {.tile_px = 16, .subsampling = {2, 1}, .big = true}),
          tiffOf(64, 64,
                 {.tile_px = 32,
                  .mark_reduced = false,
                  .description = "<OME><Image><Pixels SizeX=\"64\" SizeY=\"64\" SizeZ=\"2\" PhysicalSizeX=\"250\" "
                                 "PhysicalSizeXUnit=\"nm\"/></Image></OME>"}),
          tiffOf(64, 64, {.tile_px = 32, .description = "ImageJ=1.53t\nunit=micron\nslices=2\n"}),
          tiffOf(64, 64, {.tile_px = 32, .description = "Aperio Image Library |AppMag = 40|MPP = 0.25"})};
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::span bytes(data, size);
  const herald::InputFile file(bytes);
  for (const bool aperio : {false, true}) {
    try {
      const auto pages = herald::readJpegTiffLayout(file.path(), aperio);
      herald::decodeTiles(bytes, pages);
      herald::requireOrder(herald::levelsAmong(pages));
    } catch (const herald::ReadError&) {
    }
  }
  herald::describe(herald::readTiffPages(file.path()));
  return 0;
}
