// The plain numbers of a cell record, by the name they have in cells.h5ad and in the GeoJSON measurements. One line
// here is all it takes for a number of CellRecord to be written, read back and shown.
#pragma once

#include <array>
#include <string_view>

#include "segmentation/cell_record.h"

namespace herald {

struct CellColumn {
  constexpr CellColumn(std::string_view column, float CellRecord::*of) : name(column), field(of), of_summary(false) {}
  constexpr CellColumn(std::string_view column, float CellSummary::*of) : name(column), field(of), of_summary(true) {}
  std::string_view name;
  float CellRecord::*field;
  bool of_summary;  // a field of CellSummary
};

inline constexpr std::array<CellColumn, 20> kCellColumns = {{
    {"outline_length_um", &CellRecord::outline_length_um},
    {"cell_area_um2", &CellRecord::cell_area_um2},
    {"cytoplasm_dab_od", &CellRecord::cytoplasm_dab_od},
    {"nucleus_area_um2", &CellRecord::nucleus_area_um2},
    {"nucleus_eccentricity", &CellRecord::nucleus_eccentricity},
    {"nucleus_dab_od", &CellRecord::nucleus_dab_od},
    {"nucleus_hematoxylin_od", &CellRecord::nucleus_hematoxylin_od},
    {"nucleus_hematoxylin_sd_od", &CellRecord::nucleus_hematoxylin_sd_od},
    {"ring_od_p50", &CellRecord::ring_od_p50},
    {"ring_od_p10", &CellRecord::ring_od_p10},
    {"ring_od_cv", &CellRecord::ring_od_cv},
    {"ring_hematoxylin_od", &CellRecord::ring_hematoxylin_od},
    {"ring_od_p50_contrast", &CellRecord::ring_od_p50_contrast},
    {"ring_od_p10_contrast", &CellRecord::ring_od_p10_contrast},
    {"neighbourhood_nucleus_area_um2", &CellRecord::neighbourhood_nucleus_area_um2},
    {"neighbourhood_hematoxylin_ratio", &CellRecord::neighbourhood_hematoxylin_ratio},
    {"neighbours_25um", &CellRecord::neighbours_25um},
    {"focus", &CellRecord::focus},
    {"edge_distance_um", &CellRecord::edge_distance_um},
    {"tumour_probability", &CellRecord::tumour_probability},
}};

}  // namespace herald
