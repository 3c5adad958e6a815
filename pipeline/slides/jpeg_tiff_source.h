// Tiled-JPEG TIFF (Aperio SVS, generic tiled TIFF, OME-TIFF as far as OpenSlide sees it) read without OpenSlide: its
// tiles are taken from the file as they are and decoded once each. Several times faster than OpenSlide and equal to it
// in every pixel of level 0, and of the other levels where OpenSlide is asked for whole pixels of that level; but
// missing tiles of a generic TIFF are white, and a marker in a tile decides over the tag (jpeg_tile_decoder.h).
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <vector>

#include "pipeline/slides/jpeg_tiff_layout.h"
#include "pipeline/slides/slide_source.h"

namespace herald {

// Memory for decoded tiles: two rows of 256-px tiles over a slide of 32,000 px, the halo two rows of blocks share, fit
// in. OpenSlide keeps 32 MB.
inline constexpr std::uint64_t kReaderCacheBytes = std::uint64_t{48} << 20;

struct JpegTiffOptions {
  // Memory for decoded tiles, bytes; at least one tile is held whatever this says. No pixel depends on it.
  std::size_t cache_bytes = kReaderCacheBytes;
};

// Reads `levels`, whose first one has no obstacle, as `description` tells of them; those with an obstacle through
// `opened`, the same file through OpenSlide, which is not needed when there are none.
//
// The source's errors name level, position of the tile in that level's pixels and cause; damaged JPEG data of any kind
// is an error. description().decoder is "direct".
[[nodiscard]] std::unique_ptr<SlideSource> jpegTiffSource(const std::filesystem::path& path,
                                                          std::vector<JpegTiffLevel> levels,
                                                          SlideDescription description,
                                                          std::unique_ptr<SlideSource> opened,
                                                          const JpegTiffOptions& options);

}  // namespace herald
