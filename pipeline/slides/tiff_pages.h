// What the pages of a TIFF are, beside the pixels that are read, through libtiff.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "pipeline/slides/resolution.h"
#include "pipeline/slides/slide_source.h"

namespace herald {

struct TiffPage {
  std::int64_t width = 0;  // pixels
  std::int64_t height = 0;
  bool tiled = false;
  bool reduced = false;           // said to be a smaller copy of another picture
  std::uint16_t orientation = 1;  // 1-8, TIFF 6.0; 1 = the first pixel is top left
  std::string description;        // at most 16 MiB of it
  ResolutionTags resolution;
  double resolution_unit_um = 0;  // 0 = none
};

struct TiffPages {
  std::vector<TiffPage> pages;  // of the main chain, in its order; at most 4096
  bool whole = false;           // all of them could be read without an error
};

// Empty when libtiff cannot read the file. No strip or tile is read. Thread-safe.
[[nodiscard]] TiffPages readTiffPages(const std::filesystem::path& path);

// Whether a picture can be `of` at a lower or the same resolution: both edges are shorter by the same ratio, but for
// the two pixels that rounding may add to an edge or take away.
[[nodiscard]] bool isReducedCopy(const SlideLevel& of, std::int64_t width, std::int64_t height);

// The same, and smaller than the level before it: of pictures of one size the first one is the level.
[[nodiscard]] bool isNextLevel(const SlideLevel& level0, const SlideLevel& before, const SlideLevel& level);

}  // namespace herald
