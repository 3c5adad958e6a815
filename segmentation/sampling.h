// Bilinear sampling of an image at a position between pixel centres.
#pragma once

#include <algorithm>
#include <cmath>

#include "stain/image.h"

namespace herald {

// Value at (base_x + dx, base_y + dy), where pixel (i, j) has its centre at (i, j). Outside the image the nearest
// border pixel is repeated. The image must not be empty. Base and offset are apart so that the weights are the same to
// the last bit wherever in a tile the base lies: base_x + dx would round differently in tiles of different origin.
template <class T>
[[nodiscard]] double sampleBilinear(ImageView<T> image, int base_x, int base_y, double dx, double dy) {
  const double floor_x = std::floor(dx);
  const double floor_y = std::floor(dy);
  const double fx = dx - floor_x;
  const double fy = dy - floor_y;
  const int x = base_x + static_cast<int>(floor_x);
  const int y = base_y + static_cast<int>(floor_y);
  const int x0 = std::clamp(x, 0, image.width - 1);
  const int x1 = std::clamp(x + 1, 0, image.width - 1);
  const T* upper = image.row(std::clamp(y, 0, image.height - 1));
  const T* lower = image.row(std::clamp(y + 1, 0, image.height - 1));
  const double top = static_cast<double>(upper[x0]) * (1 - fx) + static_cast<double>(upper[x1]) * fx;
  const double bottom = static_cast<double>(lower[x0]) * (1 - fx) + static_cast<double>(lower[x1]) * fx;
  return top * (1 - fy) + bottom * fy;
}

}  // namespace herald
