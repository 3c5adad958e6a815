// The cells a report carries, so that cuts can be moved in it: all that count where they are few enough, else a sample.
#pragma once

#include <cstddef>
#include <vector>

#include "pipeline/analysis/slide_cells.h"
#include "pipeline/cells/page_cells.h"
#include "scoring/cell_judgement.h"

namespace herald {

// 50,000 cells are 7 MB, 5 compressed.
inline constexpr std::size_t kMostLiveCells = 50000;

struct LiveCells {
  std::vector<PageCell> cells;    // counted ones in store order, then those of the controls
  std::size_t counted = 0;        // of `cells`, that count
  std::size_t counted_slide = 0;  // of the slide; more than `counted`: these are a sample
  std::size_t blocks = 0;         // tissue blocks with counted cells ...
  std::size_t blocks_slide = 0;   // ... and of the slide
};

// A sample is of whole tissue blocks (score.bootstrap_block_um), drawn in an order that is the same each time, as many
// as stay within `most` cells: neighbours stay together, and the intervals of the block bootstrap hold for it. At least
// one block. Cells of controls are always there. Throws OutputError when records cannot be read back. Deterministic.
[[nodiscard]] LiveCells liveCells(const SlideCells& cells, const JudgementRequest& judged_with,
                                  std::size_t most = kMostLiveCells);

}  // namespace herald
