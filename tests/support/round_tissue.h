// Masks with round pieces of tissue, 16 level-0 pixels a mask pixel.
#pragma once

#include <algorithm>
#include <cstdint>

#include "stain/slide_statistics.h"
#include "tests/support/seeded_random.h"

namespace herald {

// So many round pieces at places of this seed. `origin`: of the mask's corner, level-0 pixels, both ways.
inline TissueMask roundTissue(int width, int height, std::uint64_t seed, int count, double origin = 0) {
  TissueMask mask;
  mask.downsample_px = 16;
  mask.origin_in_level0 = {origin, origin};
  mask.classes.reset(width, height, TissueClass::kGlass);
  SeededRandom random(seed);
  for (int i = 0; i < count; ++i) {
    const int cx = random.integer(0, width - 1);
    const int cy = random.integer(0, height - 1);
    const int r = random.integer(1, 14);
    for (int y = std::max(0, cy - r); y < std::min(height, cy + r); ++y) {
      for (int x = std::max(0, cx - r); x < std::min(width, cx + r); ++x) {
        if ((x - cx) * (x - cx) + (y - cy) * (y - cy) <= r * r) mask.classes.at(x, y) = TissueClass::kTissue;
      }
    }
  }
  return mask;
}

}  // namespace herald
