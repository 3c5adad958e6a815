// How much memory a slide takes, and how --memory is observed.
//
//   total = program and pass 1            kProgramBytes
//         + one window a thread           tile bytes = kBytesPerRegionPx x width x rows, both with their halo
//         + decoded tiles of the reader   kReaderCacheBytes (jpeg_tiff_source.h), kept for the neighbours of a strip
//         + cells                         kBytesPerCell each, kCellsPerMm2 on the whole slide
//
// The first and the last are given; strips are as wide as the rest allows. Pure functions; thread-safe.
#pragma once

#include <cstdint>
#include <optional>

#include "segmentation/tile_analysis.h"

namespace herald {

// Program, libraries, pictures and masks of pass 1 and of the outputs; measured.
inline constexpr std::uint64_t kProgramBytes = std::uint64_t{76} << 20;
// Planes and scratch of a strip for each level-0 pixel of its window: resident memory of the 2x2 mosaic of sample cores
// with two threads and strips of 512-4096 px (152-517 MB), its slope over the pixels of both windows. To be measured
// again whenever a stage changes what it keeps.
inline constexpr double kBytesPerRegionPx = 16;
// Of a cell while the slide is analysed: summary 56, call 3, place in the order 8, and the slack of growing arrays.
inline constexpr std::uint64_t kBytesPerCell = 160;
// Cells of dense tissue; more than any slide has on its whole area.
inline constexpr double kCellsPerMm2 = 2500;
// Without --memory: this much, plus this much per thread. Two threads stay below 350 MB.
inline constexpr std::uint64_t kDefaultBytes = std::uint64_t{110} << 20;
inline constexpr std::uint64_t kDefaultBytesPerThread = std::uint64_t{120} << 20;

struct MemoryPlan {
  int tile_px = 0;               // widest core of a strip, a multiple of 256, 512-4096
  int tokens = 0;                // strips in flight
  std::uint64_t tile_bytes = 0;  // of one strip's window
  std::uint64_t reader_cache_bytes = 0;
  std::uint64_t cell_bytes = 0;
  // What all of it adds up to; at most what was asked for.
  std::uint64_t total_bytes = 0;
};

// Bytes of one strip's window at a level-0 pixel size.
[[nodiscard]] std::uint64_t tileBytes(int tile_px, PixelSize level0_pixel_size, const SegmentationOptions& options);

// The plan for a slide of `slide_mm2`. `memory_bytes`: of the whole process; nothing: the default above, or what the
// narrowest strips need where that is more. Throws std::invalid_argument naming the least that would do when
// `memory_bytes` is too little, or for threads below 1.
[[nodiscard]] MemoryPlan planMemory(std::optional<std::uint64_t> memory_bytes, int threads, double slide_mm2,
                                    PixelSize level0_pixel_size, const SegmentationOptions& options);

}  // namespace herald
