#include "stain/tissue_index.h"

#include <algorithm>
#include <cmath>

namespace herald {

TissueIndex::TissueIndex(const TissueMask& tissue)
    : downsample_px_(tissue.downsample_px),
      origin_in_level0_(tissue.origin_in_level0),
      width_(tissue.classes.width()),
      height_(tissue.classes.height()),
      sums_(static_cast<std::size_t>(width_ + 1) * static_cast<std::size_t>(height_ + 1)) {
  for (int y = 0; y < height_; ++y) {
    std::uint32_t in_row = 0;
    for (int x = 0; x < width_; ++x) {
      in_row += isSearched(tissue.classes.at(x, y)) ? 1 : 0;
      const auto below = static_cast<std::size_t>(y + 1) * static_cast<std::size_t>(width_ + 1);
      sums_[below + static_cast<std::size_t>(x) + 1] = sumTo(x + 1, y) + in_row;
    }
  }
}

std::uint32_t TissueIndex::sumTo(int column, int row) const {
  return sums_[static_cast<std::size_t>(row) * static_cast<std::size_t>(width_ + 1) + static_cast<std::size_t>(column)];
}

int TissueIndex::columnOf(std::int64_t x_in_level0) const {
  const double column = std::floor((static_cast<double>(x_in_level0) - origin_in_level0_.x) / downsample_px_);
  return static_cast<int>(std::clamp<double>(column, -1, width_));
}
int TissueIndex::rowOf(std::int64_t y_in_level0) const {
  const double row = std::floor((static_cast<double>(y_in_level0) - origin_in_level0_.y) / downsample_px_);
  return static_cast<int>(std::clamp<double>(row, -1, height_));
}

bool TissueIndex::anyIn(const PixelRect& area_in_level0) const {
  // Rounding may put a place one pixel off: one more on all sides.
  const int left = std::max(0, columnOf(area_in_level0.x - 1));
  const int top = std::max(0, rowOf(area_in_level0.y - 1));
  const int right = std::min(width_, columnOf(area_in_level0.x + area_in_level0.width) + 1);
  const int bottom = std::min(height_, rowOf(area_in_level0.y + area_in_level0.height) + 1);
  if (right <= left || bottom <= top) return false;
  return sumTo(right, bottom) + sumTo(left, top) > sumTo(left, bottom) + sumTo(right, top);
}

}  // namespace herald
