// Copying a region out of an image held in memory. Pure; thread-safe.
#pragma once

#include <algorithm>

#include "stain/image.h"

namespace herald {

// The width x height pixels whose top left corner is (x, y); what lies outside `image` is white. `out` is resized.
inline void copyRegion(ImageView<Rgb8> image, std::int64_t x, std::int64_t y, int width, int height, Image<Rgb8>& out) {
  out.reset(width, height, Rgb8{255, 255, 255});
  const std::int64_t left = std::max<std::int64_t>(x, 0);
  const std::int64_t right = std::min<std::int64_t>(x + width, image.width);
  const std::int64_t bottom = std::min<std::int64_t>(y + height, image.height);
  if (left >= right) return;
  for (std::int64_t row = std::max<std::int64_t>(y, 0); row < bottom; ++row) {
    const Rgb8* from = image.row(static_cast<int>(row));
    std::copy(from + left, from + right, out.row(static_cast<int>(row - y)) + (left - x));
  }
}

}  // namespace herald
