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
  int page = 0;            // in the file, from 1
  std::int64_t width = 0;  // pixels
  std::int64_t height = 0;
  std::int64_t tiles_across = 0;
  std::int64_t tiles_down = 0;
  JpegTileFormat format;
  std::vector<std::uint64_t> offsets;      // of each tile, row-major, bytes from the start of the file
  std::vector<std::uint64_t> byte_counts;  // 0 = the tile is missing
  std::string obstacle;                    // why its tiles cannot be decoded here; empty = they can
};

// The pages OpenSlide takes for levels, in its order: of an Aperio slide every tiled image of the file's main chain, of
// a generic TIFF the first tiled one and those marked as reduced, largest first. A page that is not 8-bit RGB or YCbCr
// in JPEG tiles of at most 4096 px has an obstacle. No tile is read. Empty when libtiff cannot read the file.
// Thread-safe.
[[nodiscard]] std::vector<JpegTiffLevel> readJpegTiffLayout(const std::filesystem::path& path, bool aperio);

// Those that are levels, largest first: level 0 is the first page, or the widest one which that is a smaller copy of (a
// preview comes first in some files), the others are smaller copies of level 0, of equal sizes the first. Empty
// where the first page has no pixels. Thread-safe.
[[nodiscard]] std::vector<JpegTiffLevel> levelsAmong(std::vector<JpegTiffLevel> pages);

}  // namespace herald
