// How a slide is cut for pass 2: vertical strips of its tissue, which a window of some rows moves down
// (segmentation/tile_window.h).
//
// A strip has a halo at its sides and ends only, where a square tile of the same memory has it all round: on a slide
// of four cores strips of 2048 px have 1.3 times the pixels of the tissue and its halo, tiles of 1536 px 2.1 times.
// Pure function; thread-safe.
#pragma once

#include <vector>

#include "pipeline/slides/slide_source.h"
#include "stain/slide_statistics.h"
#include "stain/units.h"

namespace herald {

struct StripOptions {
  int width_px = 2048;    // widest, level-0 pixels
  int longest_px = 8192;  // cut in equal parts beyond: all threads have work to the end
  int gap_px = 700;       // a stretch without tissue at least as long as this ends a strip; two halos cost as much
};

// Half-open cores, level-0 pixels: disjoint rectangles within the slide, as tight round the tissue (hidden by artefacts
// or not) of their place as the mask allows; every such pixel lies in one. From top to bottom in bands of `longest_px`,
// from left to right within them, so that strips that share pixels are near each other in time.
[[nodiscard]] std::vector<PixelRect> tissueStrips(const SlideLevel& level0, const TissueMask& tissue,
                                                  const StripOptions& options);

}  // namespace herald
