// Tiled-JPEG TIFF (Aperio SVS, generic tiled TIFF, OME-TIFF as far as OpenSlide sees it) read without OpenSlide: its
// tiles are taken from the file as they are and decoded once each. Several times faster than OpenSlide and equal to it
// in every pixel of level 0, and of the other levels where OpenSlide is asked for whole pixels of that level.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "pipeline/slides/slide_source.h"

namespace herald {

// Memory for decoded tiles: two rows of 256-px tiles over a slide of 32,000 px, the halo two rows of blocks share, fit
// in. OpenSlide keeps 32 MB.
inline constexpr std::uint64_t kReaderCacheBytes = std::uint64_t{48} << 20;

struct JpegTiffOptions {
  // Memory for decoded tiles, bytes; at least one tile is held whatever this says. No pixel depends on it.
  std::size_t cache_bytes = kReaderCacheBytes;
};

struct JpegTiffAttempt {
  std::unique_ptr<SlideSource> source;  // nothing when the file is not for this decoder
  std::string obstacle;                 // why not, to follow the file's name
};

// Takes `opened`, the same file through OpenSlide, as its description and oracle: its levels must be found in the file
// with the same sizes, and level 0 must be direct. Levels that cannot be decoded here (other compression, tiles missing
// in or above them) are read through `opened`, which is kept for them alone. On refusal `opened` is left as it was.
// Missing tiles of an Aperio level 0 are white; in a generic TIFF they are errors, as OpenSlide has it.
//
// The source's errors name level, position of the tile in that level's pixels and cause; damaged JPEG data of any kind
// is an error. description().decoder is "direct".
[[nodiscard]] JpegTiffAttempt tryOpenJpegTiff(const std::filesystem::path& path, std::unique_ptr<SlideSource>& opened,
                                              const JpegTiffOptions& options = {});

}  // namespace herald
