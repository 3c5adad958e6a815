// Says in words where two lists of cells differ; exact to the last bit.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "segmentation/cell_record.h"

namespace herald {

// Names of the fields in which two cells differ, their positions left out when `but_positions`.
inline std::string differingFields(const CellRecord& a, const CellRecord& b, bool but_positions = false) {
  std::string fields;
  const auto compare = [&](const auto& x, const auto& y, const char* name) {
    if (!(x == y)) fields += std::string(fields.empty() ? "" : ", ") + name;
  };
  if (!but_positions) {
    compare(a.seed, b.seed, "seed");
    compare(a.centroid_in_level0.x, b.centroid_in_level0.x, "centroid x");
    compare(a.centroid_in_level0.y, b.centroid_in_level0.y, "centroid y");
  }
  compare(a.membrane, b.membrane, "membrane signature");
  compare(a.membrane_width_um, b.membrane_width_um, "membrane width");
  compare(a.outline_length_um, b.outline_length_um, "outline length");
  compare(a.cell_area_um2, b.cell_area_um2, "cell area");
  compare(a.cytoplasm_dab_od, b.cytoplasm_dab_od, "cytoplasm DAB");
  compare(a.nucleus_area_um2, b.nucleus_area_um2, "nucleus area");
  compare(a.nucleus_eccentricity, b.nucleus_eccentricity, "nucleus eccentricity");
  compare(a.nucleus_dab_od, b.nucleus_dab_od, "nucleus DAB");
  compare(a.nucleus_hematoxylin_od, b.nucleus_hematoxylin_od, "nucleus haematoxylin");
  compare(a.nucleus_hematoxylin_sd_od, b.nucleus_hematoxylin_sd_od, "nucleus haematoxylin sd");
  compare(a.ring_od_p50, b.ring_od_p50, "ring median");
  compare(a.ring_od_p10, b.ring_od_p10, "ring 10th percentile");
  compare(a.ring_od_cv, b.ring_od_cv, "ring cv");
  compare(a.ring_hematoxylin_od, b.ring_hematoxylin_od, "ring haematoxylin");
  compare(a.ring_od_p50_contrast, b.ring_od_p50_contrast, "ring median contrast");
  compare(a.ring_od_p10_contrast, b.ring_od_p10_contrast, "ring 10th percentile contrast");
  compare(a.neighbourhood_nucleus_area_um2, b.neighbourhood_nucleus_area_um2, "neighbourhood nucleus area");
  compare(a.neighbourhood_hematoxylin_ratio, b.neighbourhood_hematoxylin_ratio, "neighbourhood haematoxylin ratio");
  compare(a.neighbours_25um, b.neighbours_25um, "neighbours");
  compare(a.focus, b.focus, "focus");
  compare(a.edge_distance_um, b.edge_distance_um, "edge distance");
  compare(a.outline, b.outline, "outline");
  compare(a.nucleus_outline, b.nucleus_outline, "nucleus outline");
  compare(a.tumour_probability, b.tumour_probability, "tumour probability");
  compare(a.tumour, b.tumour, "tumour");
  compare(a.excluded, b.excluded, "excluded");
  return fields;
}

// Fails at the first cell that differs.
inline void expectSameCells(const std::vector<CellRecord>& expected, const std::vector<CellRecord>& actual) {
  ASSERT_EQ(expected.size(), actual.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const std::string fields = differingFields(expected[i], actual[i]);
    ASSERT_TRUE(fields.empty()) << "cell " << i << " at (" << expected[i].seed.x << ", " << expected[i].seed.y
                                << "): " << fields;
  }
}

}  // namespace herald
