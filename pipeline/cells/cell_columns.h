// What cells.h5ad holds of a cell: names, units and meanings. One line of kCellColumns is all it takes for a plain
// number of CellRecord to be written, read back, shown in the GeoJSON measurements and described in pipeline/README.md.
#pragma once

#include <array>
#include <string_view>

#include "segmentation/cell_record.h"

namespace herald {

// Name below obs/ or obsm/.
struct ColumnText {
  std::string_view name;
  std::string_view unit;  // empty = none
  std::string_view meaning;
};

// Columns that follow from the others and the cuts (classifyCell), in the order they are stored in.
inline constexpr std::array<ColumnText, 7> kStainingColumns = {{
    {"class", "", "0, 1+, 2+ or 3+, of every cell, whether it counts or not"},
    {"pattern", "", "completeness of the membrane: none, incomplete or complete"},
    {"intensity", "", "staining intensity: none, weak, moderate or strong"},
    {"completeness", "0-1", "share of the 64 sectors that are stained"},
    {"longest_arc_fraction", "0-1", "longest run of stained sectors, as a share of the outline"},
    {"arcs", "runs", "number of runs of stained sectors"},
    {"dab_od", "optical density", "mean peak of the stained sectors; 0 when there is none"},
}};

struct CellColumn : ColumnText {
  constexpr CellColumn(std::string_view column, float CellRecord::*of, std::string_view unit_text,
                       std::string_view meaning_text)
      : ColumnText{column, unit_text, meaning_text}, field(of), of_summary(false) {}
  constexpr CellColumn(std::string_view column, float CellSummary::*of, std::string_view unit_text,
                       std::string_view meaning_text)
      : ColumnText{column, unit_text, meaning_text}, field(of), of_summary(true) {}
  float CellRecord::*field;
  bool of_summary;  // a field of CellSummary
};

// Stored after kStainingColumns and width_um.
inline constexpr std::array<CellColumn, 20> kCellColumns = {{
    {"outline_length_um", &CellRecord::outline_length_um, "um", "length of the cell's outline"},
    {"cell_area_um2", &CellRecord::cell_area_um2, "um2", "area of the cell"},
    {"cytoplasm_dab_od", &CellRecord::cytoplasm_dab_od, "optical density", "median DAB between nucleus and membrane"},
    {"nucleus_area_um2", &CellRecord::nucleus_area_um2, "um2", "area of the nucleus"},
    {"nucleus_eccentricity", &CellRecord::nucleus_eccentricity, "0-1",
     "0 round, 1 a line; of the outline's second moments"},
    {"nucleus_dab_od", &CellRecord::nucleus_dab_od, "optical density", "mean DAB of the nucleus"},
    {"nucleus_hematoxylin_od", &CellRecord::nucleus_hematoxylin_od, "optical density",
     "mean haematoxylin of the nucleus"},
    {"nucleus_hematoxylin_sd_od", &CellRecord::nucleus_hematoxylin_sd_od, "optical density",
     "its standard deviation: texture of the chromatin"},
    {"ring_od_p50", &CellRecord::ring_od_p50, "optical density",
     "median of the mean optical density of R, G and B, smoothed, 0-2.4 um round the nucleus"},
    {"ring_od_p10", &CellRecord::ring_od_p10, "optical density",
     "10th percentile of the same: low where glass shows between fibres"},
    {"ring_od_cv", &CellRecord::ring_od_cv, "", "coefficient of variation of the same"},
    {"ring_hematoxylin_od", &CellRecord::ring_hematoxylin_od, "optical density", "mean haematoxylin of that ring"},
    {"ring_od_p50_contrast", &CellRecord::ring_od_p50_contrast, "natural logarithm",
     "ln ring_od_p50: mean of cells within 15 um less mean within 100 um"},
    {"ring_od_p10_contrast", &CellRecord::ring_od_p10_contrast, "natural logarithm", "the same of ring_od_p10"},
    {"neighbourhood_nucleus_area_um2", &CellRecord::neighbourhood_nucleus_area_um2, "um2",
     "mean nucleus_area_um2 of cells within 25 um, this one included"},
    {"neighbourhood_hematoxylin_ratio", &CellRecord::neighbourhood_hematoxylin_ratio, "",
     "mean of ring_hematoxylin_od / nucleus_hematoxylin_od of the same cells"},
    {"neighbours_25um", &CellRecord::neighbours_25um, "cells", "number of other cells within 25 um"},
    {"focus", &CellRecord::focus, "0-1", "local sharpness: about 0.25 blurred, 0.6 and more sharp"},
    {"edge_distance_um", &CellRecord::edge_distance_um, "um", "distance to the nearest glass, at most 255"},
    {"tumour_probability", &CellRecord::tumour_probability, "0-1", "of the tumour-cell classifier"},
}};

inline constexpr ColumnText kWidthColumn = {"width_um", "um",
                                            "full width of the membrane at half maximum; NaN where no line was found"};

// Stored after kCellColumns.
inline constexpr std::array<ColumnText, 4> kPlaceColumns = {{
    {"tumour", "", "true: taken for invasive tumour, by the classifier or by tumour.selection"},
    {"excluded", "", "why the cell does not count; missing = it counts"},
    {"seed_x", "level-0 px", "pixel that owns the cell, unique in a slide"},
    {"seed_y", "level-0 px", "the same"},
}};

inline constexpr std::array<ColumnText, 5> kCellMatrices = {{
    {"spatial", "level-0 px", "x, y of the nucleus's centroid"},
    {"membrane_peak", "steps of peak_step_od",
     "DAB optical density on the membrane, sector by sector, clockwise from straight above the seed"},
    {"membrane_contrast", "steps of contrast_step_od", "how far it stands above both of its sides"},
    {"cell_outline", "steps of outline_step_px", "dx0, dy0, dx1, ... of 64 points, from the centre of the seed pixel"},
    {"nucleus_outline", "steps of outline_step_px", "the same of 32 points"},
}};

}  // namespace herald
