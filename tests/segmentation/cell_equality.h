// Are two cell records the same, field by field and to the last bit?
#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "segmentation/cell_record.h"

namespace herald {

// `second` must be `first` moved by `shift`. Everything is compared exactly; only the centroid, an absolute position,
// may round differently when it is moved.
inline testing::AssertionResult sameCell(const CellRecord& first, const CellRecord& second, Level0Pixel shift = {}) {
  const auto differs = [&](const char* field) {
    return testing::AssertionFailure() << field << " differs, cell at " << first.seed.x << ", " << first.seed.y;
  };
  if (second.seed != Level0Pixel{first.seed.x + shift.x, first.seed.y + shift.y}) return differs("seed");
  const double moved_x = second.centroid_in_level0.x - first.centroid_in_level0.x - shift.x;
  const double moved_y = second.centroid_in_level0.y - first.centroid_in_level0.y - shift.y;
  const double rounding = shift == Level0Pixel{} ? 0.0 : 1e-9;
  if (!(std::abs(moved_x) <= rounding && std::abs(moved_y) <= rounding)) return differs("centroid_in_level0");
  if (first.membrane.peak != second.membrane.peak) return differs("membrane.peak");
  if (first.membrane.contrast != second.membrane.contrast) return differs("membrane.contrast");
  if (first.membrane_width_um != second.membrane_width_um) return differs("membrane_width_um");
  if (first.outline != second.outline) return differs("outline");
  if (first.nucleus_outline != second.nucleus_outline) return differs("nucleus_outline");
  if (first.tumour != second.tumour) return differs("tumour");
  if (first.excluded != second.excluded) return differs("excluded");
  struct Field {
    float CellRecord::*value;
    const char* name;
  };
  for (const Field& field : {Field{&CellRecord::outline_length_um, "outline_length_um"},
                             {&CellRecord::cell_area_um2, "cell_area_um2"},
                             {&CellRecord::cytoplasm_dab_od, "cytoplasm_dab_od"},
                             {&CellRecord::nucleus_area_um2, "nucleus_area_um2"},
                             {&CellRecord::nucleus_eccentricity, "nucleus_eccentricity"},
                             {&CellRecord::nucleus_dab_od, "nucleus_dab_od"},
                             {&CellRecord::nucleus_hematoxylin_od, "nucleus_hematoxylin_od"},
                             {&CellRecord::nucleus_hematoxylin_sd_od, "nucleus_hematoxylin_sd_od"},
                             {&CellRecord::ring_od_p50, "ring_od_p50"},
                             {&CellRecord::ring_od_p10, "ring_od_p10"},
                             {&CellRecord::ring_od_cv, "ring_od_cv"},
                             {&CellRecord::ring_hematoxylin_od, "ring_hematoxylin_od"},
                             {&CellRecord::ring_od_p50_contrast, "ring_od_p50_contrast"},
                             {&CellRecord::ring_od_p10_contrast, "ring_od_p10_contrast"},
                             {&CellRecord::neighbourhood_nucleus_area_um2, "neighbourhood_nucleus_area_um2"},
                             {&CellRecord::neighbourhood_hematoxylin_ratio, "neighbourhood_hematoxylin_ratio"},
                             {&CellRecord::neighbours_25um, "neighbours_25um"},
                             {&CellRecord::focus, "focus"},
                             {&CellRecord::edge_distance_um, "edge_distance_um"},
                             {&CellRecord::tumour_probability, "tumour_probability"}}) {
    if (first.*field.value != second.*field.value) return differs(field.name);
  }
  return testing::AssertionSuccess();
}

inline testing::AssertionResult sameCells(const std::vector<CellRecord>& first, const std::vector<CellRecord>& second,
                                          Level0Pixel shift = {}) {
  if (first.size() != second.size()) {
    return testing::AssertionFailure() << first.size() << " cells and " << second.size();
  }
  for (std::size_t i = 0; i < first.size(); ++i) {
    if (auto same = sameCell(first[i], second[i], shift); !same) return same;
  }
  return testing::AssertionSuccess();
}

}  // namespace herald
