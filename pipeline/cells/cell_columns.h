// What cells.h5ad holds of a cell beside the measurements of kCellColumns (cell_record.h): names, units and meanings.
#pragma once

#include <array>
#include <string_view>

#include "segmentation/cell_record.h"

namespace herald {

// Columns that follow from the others and the cuts (classifyCell), in the order they are stored in.
inline constexpr std::array<ColumnText, 8> kStainingColumns = {{
    {"class", "", "0, 1+, 2+ or 3+, of every cell, whether it counts or not"},
    {"pattern", "", "completeness of the membrane: none, incomplete or complete"},
    {"intensity", "", "staining intensity: none, weak, moderate or strong"},
    {"completeness", "0-1", "share of the 64 sectors that are stained"},
    {"longest_arc_fraction", "0-1", "longest run of stained sectors, as a share of the outline"},
    {"arcs", "runs", "number of runs of stained sectors"},
    {"excess_od_um", "optical density x um",
     "mean of what the line of the stained sectors holds across it: the intensity; 0 when there is none"},
    {"dab_od", "optical density", "mean peak of the stained sectors; 0 when there is none"},
}};

inline constexpr ColumnText kWidthColumn = {"width_um", "um",
                                            "full width of the membrane at half maximum; NaN where no line was found"};

// Stored after kCellColumns.
inline constexpr std::array<ColumnText, 4> kPlaceColumns = {{
    {"tumour", "", "true: taken as invasive tumour, by the classifier or by tumour.selection"},
    {"excluded", "", "why the cell does not count; missing = it counts"},
    {"seed_x", "level-0 px", "pixel that owns the cell, unique in a slide"},
    {"seed_y", "level-0 px", "the same"},
}};

inline constexpr std::array<ColumnText, 6> kCellMatrices = {{
    {"spatial", "level-0 px", "x, y of the nucleus's centroid"},
    {"membrane_peak", "steps of peak_step_od",
     "DAB optical density on the membrane, sector by sector, clockwise from straight above the seed"},
    {"membrane_contrast", "steps of contrast_step_od", "how far it rises above both of its sides"},
    {"membrane_excess", "steps of excess_step_od_um", "the same integrated across the line"},
    {"cell_outline", "steps of outline_step_px", "dx0, dy0, dx1, ... of 64 points, from the centre of the seed pixel"},
    {"nucleus_outline", "steps of outline_step_px", "the same for 32 points"},
}};

}  // namespace herald
