// How far staining drifts from one side of the tissue to the other: uneven staining, drying at an edge, a section of
// uneven thickness. A plane is fitted to the classes 0-3 of the counted cells (least squares); the gradient is the
// difference of its values, times 100 (points of the H-score), between the cells farthest apart along its steepest
// direction. Tumours differ from place to place too: it is told and decides nothing. Pure function; the order of cells
// does not matter; thread-safe.
#pragma once

#include <optional>
#include <span>

#include "scoring/cell_class.h"
#include "segmentation/cell_record.h"

namespace herald {

// 0-300 and more; nothing for fewer than 100 cells that count and can be judged, or where they lie on a line. Throws
// std::invalid_argument for spans of different length.
[[nodiscard]] std::optional<double> stainingGradient(std::span<const CellSummary> cells,
                                                     std::span<const CellCall> calls);

}  // namespace herald
