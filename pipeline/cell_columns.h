// The plain numbers of a cell record, by the name they have in cells.h5ad and in the GeoJSON measurements. One line
// here is all it takes for a number of CellRecord to be written, read back and shown.
#pragma once

#include <array>
#include <string_view>

#include "segmentation/cell_record.h"

namespace herald {

struct CellColumn {
  std::string_view name;
  float CellRecord::*field;
};

inline constexpr std::array<CellColumn, 16> kCellColumns = {{
    {"outline_length_um", &CellRecord::outline_length_um},
    {"cell_area_um2", &CellRecord::cell_area_um2},
    {"cytoplasm_dab_od", &CellRecord::cytoplasm_dab_od},
    {"nucleus_area_um2", &CellRecord::nucleus_area_um2},
    {"nucleus_eccentricity", &CellRecord::nucleus_eccentricity},
    {"nucleus_dab_od", &CellRecord::nucleus_dab_od},
    {"nucleus_hematoxylin_od", &CellRecord::nucleus_hematoxylin_od},
    {"nucleus_hematoxylin_sd_od", &CellRecord::nucleus_hematoxylin_sd_od},
    {"ring_od_p50", &CellRecord::ring_od_p50},
    {"ring_od_cv", &CellRecord::ring_od_cv},
    {"neighbourhood_ring_od_p50", &CellRecord::neighbourhood_ring_od_p50},
    {"neighbourhood_ring_od_cv", &CellRecord::neighbourhood_ring_od_cv},
    {"neighbours_25um", &CellRecord::neighbours_25um},
    {"focus", &CellRecord::focus},
    {"edge_distance_um", &CellRecord::edge_distance_um},
    {"tumour_probability", &CellRecord::tumour_probability},
}};

}  // namespace herald
