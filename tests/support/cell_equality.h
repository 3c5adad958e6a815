// Are two cell records the same, field by field and to the last bit? Says in words where they differ.
#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/cells/cell_columns.h"
#include "segmentation/cell_record.h"

namespace herald {

// Names of the fields in which two cells differ, but for where they lie.
inline std::string differingFields(const CellRecord& first, const CellRecord& second) {
  std::string fields;
  const auto compare = [&](const auto& a, const auto& b, std::string_view name) {
    if (a == b) return;
    fields.append(fields.empty() ? "" : ", ").append(name);
  };
  for (const CellColumn& column : kCellColumns) compare(first.*column.field, second.*column.field, column.name);
  compare(first.membrane.peak, second.membrane.peak, "membrane.peak");
  compare(first.membrane.excess, second.membrane.excess, "membrane.excess");
  compare(first.membrane.contrast, second.membrane.contrast, "membrane.contrast");
  compare(first.membrane_width_um, second.membrane_width_um, "membrane_width_um");
  compare(first.outline, second.outline, "outline");
  compare(first.nucleus_outline, second.nucleus_outline, "nucleus_outline");
  compare(first.tumour, second.tumour, "tumour");
  compare(first.excluded, second.excluded, "excluded");
  return fields;
}

// `second` must be `first` moved by `shift`. Only the centroid, an absolute position, may round differently when it is
// moved.
inline testing::AssertionResult sameCell(const CellRecord& first, const CellRecord& second, Level0Pixel shift = {}) {
  std::string fields = differingFields(first, second);
  const double moved_x = second.centroid_in_level0.x - first.centroid_in_level0.x - shift.x;
  const double moved_y = second.centroid_in_level0.y - first.centroid_in_level0.y - shift.y;
  const double rounding = shift == Level0Pixel{} ? 0.0 : 1e-9;
  if (!(std::abs(moved_x) <= rounding && std::abs(moved_y) <= rounding)) fields += ", centroid_in_level0";
  if (second.seed != Level0Pixel{first.seed.x + shift.x, first.seed.y + shift.y}) fields += ", seed";
  if (fields.empty()) return testing::AssertionSuccess();
  return testing::AssertionFailure() << "cell at " << first.seed.x << ", " << first.seed.y << " differs in " << fields;
}

// Of the first cells that differ.
inline testing::AssertionResult sameCells(const std::vector<CellRecord>& first, const std::vector<CellRecord>& second,
                                          Level0Pixel shift = {}) {
  if (first.size() != second.size())
    return testing::AssertionFailure() << first.size() << " cells and " << second.size();
  for (std::size_t i = 0; i < first.size(); ++i)
    if (auto same = sameCell(first[i], second[i], shift); !same) return same;
  return testing::AssertionSuccess();
}

}  // namespace herald
