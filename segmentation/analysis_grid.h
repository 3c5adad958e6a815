// The analysis grid: nuclei and territories are found at about 0.5 um per pixel, on a grid tied to level 0.
//
// Analysis pixel (i, j) covers the downsample x downsample level-0 pixels from origin + downsample * (i, j). The grid
// belongs to the slide (its origin is a frozen statistic), never to a tile: that is half of why cells do not depend on
// tiles.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "stain/units.h"

namespace herald {

class AnalysisGrid {
 public:
  static constexpr double kTargetUmPerPx = 0.5;  // prototype: results at 0.5 equal those at 0.25 um per pixel

  AnalysisGrid(PixelSize level0_pixel_size, Level0Pixel origin)
      : level0_pixel_size_(level0_pixel_size), origin_(origin), downsample_(downsampleFor(level0_pixel_size)) {}

  // Whole number of level-0 pixels nearest to 0.5 um, 1-8.
  [[nodiscard]] static int downsampleFor(PixelSize level0_pixel_size) {
    return std::clamp(static_cast<int>(std::lround(level0_pixel_size.toPx(kTargetUmPerPx))), 1, 8);
  }
  [[nodiscard]] int downsample() const { return downsample_; }
  [[nodiscard]] Level0Pixel origin() const { return origin_; }
  [[nodiscard]] PixelSize level0PixelSize() const { return level0_pixel_size_; }
  [[nodiscard]] double umPerPx() const { return level0_pixel_size_.umPerPx() * downsample_; }
  [[nodiscard]] double toPx(double length_um) const { return length_um / umPerPx(); }

  // Regions are whole blocks of this many analysis pixels squared, so that a grid of half the resolution (nuclei.h) and
  // those that nets pool on (nucleus_net.h, tissue_net.h) are tied to level 0 as well.
  static constexpr int kBlockPx = 16;

  // The smallest rectangle of whole blocks (in level-0 pixels) that holds `area_in_level0` and `halo_um` around it.
  [[nodiscard]] PixelRect regionAround(const PixelRect& area_in_level0, double halo_um) const {
    const auto halo_px = static_cast<std::int64_t>(std::ceil(level0_pixel_size_.toPx(halo_um)));
    const std::int64_t x0 = floorToGrid(area_in_level0.x - halo_px, origin_.x);
    const std::int64_t y0 = floorToGrid(area_in_level0.y - halo_px, origin_.y);
    const std::int64_t round_up = blockPx() - 1;
    const std::int64_t x1 = floorToGrid(area_in_level0.x + area_in_level0.width + halo_px + round_up, origin_.x);
    const std::int64_t y1 = floorToGrid(area_in_level0.y + area_in_level0.height + halo_px + round_up, origin_.y);
    return {x0, y0, x1 - x0, y1 - y0};
  }

  // Edge of a block, level-0 pixels.
  [[nodiscard]] int blockPx() const { return downsample_ * kBlockPx; }

 private:
  [[nodiscard]] std::int64_t floorToGrid(std::int64_t position, std::int64_t origin) const {
    const std::int64_t offset = position - origin;
    const std::int64_t blocks = offset >= 0 ? offset / blockPx() : -((-offset + blockPx() - 1) / blockPx());
    return origin + blocks * blockPx();
  }
  PixelSize level0_pixel_size_;
  Level0Pixel origin_;
  int downsample_;
};

}  // namespace herald
