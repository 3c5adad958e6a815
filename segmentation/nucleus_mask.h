// A nucleus outline as the set of analysis pixels whose centres lie in it: rows of bits, so that overlap is a count.
//
// Pure functions; thread-safe.
#pragma once

#include <array>
#include <cstdint>

#include "segmentation/nucleus_shape.h"

namespace herald {

// Bit i of row j (from the bottom bit up) is the pixel (i - kReachPx, j - kReachPx) from the seed.
struct NucleusMask {
  static constexpr int kReachPx = 31;
  std::array<std::uint64_t, 2 * kReachPx + 1> rows{};
  int first_row = 0;  // rows outside [first_row, last_row] hold nothing of meaning
  int last_row = -1;
  int area_px = 0;
};

// Pixel centres within the polygon, by crossings of each row (even-odd). The outline must reach less than
// NucleusMask::kReachPx pixels from its seed (std::invalid_argument).
void rasterise(const NucleusOutline& outline, double um_per_px, NucleusMask& mask);

// Pixels of both masks; `b` lies (dx, dy) pixels from `a`.
[[nodiscard]] int sharedPx(const NucleusMask& a, const NucleusMask& b, int dx, int dy);

}  // namespace herald
