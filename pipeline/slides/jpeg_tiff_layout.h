// Where the JPEG tiles of a tiled TIFF lie in the file (TIFF 6.0 with Technical Note 2, BigTIFF), through libtiff.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "pipeline/slides/jpeg_tile_decoder.h"
#include "pipeline/slides/slide_source.h"

namespace herald {

struct JpegTiffLevel {
  std::int64_t width = 0;  // pixels
  std::int64_t height = 0;
  std::int64_t tiles_across = 0;
  std::int64_t tiles_down = 0;
  JpegTileFormat format;
  std::vector<std::uint64_t> offsets;      // of each tile, row-major, bytes from the start of the file
  std::vector<std::uint64_t> byte_counts;  // 0 = the tile is missing
  std::string obstacle;                    // why its tiles cannot be decoded here; empty = they can
};

// The levels OpenSlide takes from the file, in its order: of an Aperio slide every tiled image of the file's main
// chain, of a generic TIFF the first one and those marked as reduced, largest first. A level that is not 8-bit RGB or
// YCbCr in JPEG tiles of at most 4096 px has an obstacle. No tile is read. Empty when libtiff cannot read the file.
// Thread-safe.
[[nodiscard]] std::vector<JpegTiffLevel> readJpegTiffLayout(const std::filesystem::path& path, bool aperio);

}  // namespace herald
