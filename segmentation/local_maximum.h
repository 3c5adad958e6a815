// Where a plane has a maximum among its eight neighbours.
#pragma once

#include <array>
#include <cstddef>

namespace herald {

// A row and its neighbours; beyond the border they are null or not to be read.
struct RowAndNeighbours {
  std::array<const float*, 3> rows;  // above, own, below
  int width;
};

// Greater than all eight neighbours there are; equal ones lose to the smaller (y, x), so that of a plateau the first
// pixel is the maximum. Pure.
[[nodiscard]] inline bool isLocalMaximum(const RowAndNeighbours& around, int x) {
  const float value = around.rows[1][x];
  for (int dy = -1; dy <= 1; ++dy) {
    const float* row = around.rows[static_cast<std::size_t>(dy + 1)];
    if (row == nullptr) continue;
    for (int dx = -1; dx <= 1; ++dx) {
      if (x + dx < 0 || x + dx >= around.width) continue;
      const float other = row[x + dx];
      const bool before = dy < 0 || (dy == 0 && dx < 0);
      if (other > value || (before && other == value)) return false;
    }
  }
  return true;
}

}  // namespace herald
