// Which rectangles of a slide hold tissue, hidden by artefacts or not: one look at a table of sums each. Pure; built
// once a slide.
#pragma once

#include <cstdint>
#include <vector>

#include "stain/slide_statistics.h"
#include "stain/units.h"

namespace herald {

class TissueIndex {
 public:
  explicit TissueIndex(const TissueMask& tissue);
  // Is a pixel that is searched for cells in this rectangle of level-0 pixels, or beside it?
  [[nodiscard]] bool anyIn(const PixelRect& area_in_level0) const;

 private:
  [[nodiscard]] int columnOf(std::int64_t x_in_level0) const;
  [[nodiscard]] int rowOf(std::int64_t y_in_level0) const;
  [[nodiscard]] std::uint32_t sumTo(int column, int row) const;

  double downsample_px_;
  Level0Point origin_in_level0_;
  int width_;
  int height_;
  std::vector<std::uint32_t> sums_;  // (width + 1) x (height + 1): searched pixels above and to the left
};

}  // namespace herald
