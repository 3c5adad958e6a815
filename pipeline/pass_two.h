// Pass 2: every tile with tissue, in parallel, to the cells of the slide.
//
// One oneTBB pipeline with a bounded number of tiles in flight: tokens x tile bytes is the memory bound. Cells leave
// memory tile by tile (slide_cells.h) and are arranged at the end, the same for any number of threads and tile size.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <vector>

#include "pipeline/slide_cells.h"
#include "pipeline/slide_source.h"
#include "segmentation/cell_record.h"
#include "segmentation/tile_analysis.h"
#include "stain/slide_statistics.h"

namespace herald {

inline constexpr int kSmallestTilePx = 128;
inline constexpr int kLargestTilePx = 16384;

struct PassTwoOptions {
  SegmentationOptions segmentation;
  int threads = 1;     // at least 1
  int tokens = 2;      // tiles in flight, at least 1
  int tile_px = 2048;  // edge of a tile's core, level-0 pixels, 128-16384; results do not depend on it
};

void validate(const PassTwoOptions& options);

// Cores of the tiles that hold tissue, hidden by artefacts or not, row-major. Every such pixel of the mask lies in one.
[[nodiscard]] std::vector<PixelRect> tissueTiles(const SlideLevel& level0, const TissueMask& tissue, int tile_px);

// Adds all cells with their seed on tissue or on what hides it to `cells`, which are then arranged. `on_progress(done,
// total)` is called from one thread at a time. Throws SlideError when a tile cannot be read, OutputError when cells
// cannot be spilled; `cells` is of no use then.
void passTwo(SlideSource& source, const SlideStatistics& statistics, PixelSize level0_pixel_size,
             const PassTwoOptions& options, SlideCells& cells,
             const std::function<void(std::size_t, std::size_t)>& on_progress = {});

// The region cut into bands of rows, from top to bottom, some 512 rows each: what is read at a time. Each begins a
// multiple of `step_px` below the region's top.
[[nodiscard]] std::vector<PixelRect> bandsOf(const PixelRect& region_in_level0, int step_px);

// Colours of the tile's region, which must share pixels with the slide. Beyond the slide its border pixels are
// repeated: a nucleus cut by the border of a camera field would look like a smaller one if glass began there.
void readTile(SlideSource& source, const PixelRect& region_in_level0, Image<Rgb8>& colours);

}  // namespace herald
