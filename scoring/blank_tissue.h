// How often the program calls cells stained where there is nothing to stain: the slide's own noise floor.
//
// Lymphocytes, fibroblasts and vessels have no HER2 and lie on the same slide, under the same stain, light and
// compression: they are its blank (a "limit of blank" in the sense of CLSI EP17 is made of such slides by `herald
// limits`). Near stained tumour their outlines touch its lines, so those are left out. Tumour cells could differ from
// them in their cytoplasm, so the number is told and decides nothing. Pure function; the order of cells does not
// matter; thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "scoring/cell_class.h"
#include "scoring/intervals.h"
#include "segmentation/cell_record.h"

namespace herald {

// Cells with a tumour probability below this are surely none.
inline constexpr float kBlankProbability = 0.1F;
// A square of tissue with this edge that holds a stained counted cell, and those around it, are not blank.
inline constexpr double kBlankDistanceUm = 30;
// Fewer blank cells tell nothing.
inline constexpr std::int64_t kFewestBlankCells = 50;

struct BlankTissue {
  std::int64_t cells = 0;
  std::optional<Estimate> stained_percent;  // with Wilson's interval; nothing with too few cells
};

// `cells`: all that were found, `calls` in parallel; masked ones are left out. Throws std::invalid_argument for spans
// of different length or a pixel size that is not positive.
[[nodiscard]] BlankTissue blankTissue(std::span<const CellSummary> cells, std::span<const CellCall> calls,
                                      double um_per_px);

}  // namespace herald
