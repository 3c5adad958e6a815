// Pass 2: the tissue, strip by strip (tissue_strips.h) and in parallel, to the cells of the slide.
//
// One oneTBB pipeline with a bounded number of strips in flight: tokens x the bytes of a strip's window is the memory
// bound. Cells leave memory as they are measured (slide_cells.h) and are arranged at the end, the same for any number
// of threads and width of strips.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <vector>

#include "pipeline/analysis/slide_cells.h"
#include "pipeline/slides/slide_source.h"
#include "segmentation/cell_record.h"
#include "segmentation/tile_analysis.h"
#include "stain/slide_statistics.h"

namespace herald {

inline constexpr int kSmallestTilePx = 128;
inline constexpr int kLargestTilePx = 16384;
// Colours are read in bands of about so many rows and parts of so many columns: the reader's usual tiles, and what
// stays in the processor's cache until it is unmixed. No band has more rows than the next.
inline constexpr int kBandPx = 256;
inline constexpr int kLargestBandPx = kBandPx + kBandPx / 2 + 64;
inline constexpr int kPartPx = 256;

struct PassTwoOptions {
  SegmentationOptions segmentation;
  int threads = 1;     // at least 1
  int tokens = 2;      // strips in flight, at least 1
  int tile_px = 2048;  // widest core of a strip, level-0 pixels, 128-16384; results do not depend on it
};

// Rows of a strip's core that are measured at a time: what is grown twice at their ends grows with fewer, memory with
// more.
[[nodiscard]] int rowsAtATimePx(int tile_px);

void validate(const PassTwoOptions& options);

// Adds all cells with their seed on tissue or on what hides it to `cells`, which are then arranged. `on_progress(done,
// total)` is called from one thread at a time. Throws ReadError when a tile cannot be read, OutputError when cells
// cannot be spilled; `cells` is then unusable.
void passTwo(SlideSource& source, const SlideStatistics& statistics, PixelSize level0_pixel_size,
             const PassTwoOptions& options, SlideCells& cells,
             const std::function<void(std::size_t, std::size_t)>& on_progress = {});

// The region cut into bands of rows, from top to bottom, and those into parts, from left to right: what is read at a
// time. Cuts lie a multiple of `step_px` from the region's corner, and otherwise on or just before a multiple of
// kBandPx (kPartPx) of the slide.
[[nodiscard]] std::vector<PixelRect> partsOf(const PixelRect& region_in_level0, int step_px);

// Colours of the tile's region, which must share pixels with the slide. Beyond the slide its border pixels are
// repeated: a nucleus cut by the border of a camera field would look like a smaller one if glass began there.
void readTile(SlideSource& source, const PixelRect& region_in_level0, Image<Rgb8>& colours);

}  // namespace herald
