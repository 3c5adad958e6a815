#include "stain/box_mean.h"

#include <algorithm>
#include <vector>

namespace herald {

Image<float> boxMean(const Image<std::int32_t>& in, int radius_px) {
  const int w = in.width();
  const int h = in.height();
  std::vector<std::int64_t> sums(static_cast<std::size_t>(w + 1) * static_cast<std::size_t>(h + 1), 0);
  const auto at = [&](int x, int y) -> std::int64_t& {
    return sums[static_cast<std::size_t>(y) * static_cast<std::size_t>(w + 1) + static_cast<std::size_t>(x)];
  };
  for (int y = 0; y < h; ++y) {
    std::int64_t line = 0;
    for (int x = 0; x < w; ++x) {
      line += in.at(x, y);
      at(x + 1, y + 1) = at(x + 1, y) + line;
    }
  }
  Image<float> mean(w, h);
  for (int y = 0; y < h; ++y) {
    const int y0 = std::max(0, y - radius_px);
    const int y1 = std::min(h, y + radius_px + 1);
    for (int x = 0; x < w; ++x) {
      const int x0 = std::max(0, x - radius_px);
      const int x1 = std::min(w, x + radius_px + 1);
      const auto sum = at(x1, y1) - at(x0, y1) - at(x1, y0) + at(x0, y0);
      mean.at(x, y) = static_cast<float>(sum) / static_cast<float>((x1 - x0) * (y1 - y0));
    }
  }
  return mean;
}

}  // namespace herald
