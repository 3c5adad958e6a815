// Units and frames of Herald, as types at boundaries. Inner loops use plain numbers whose names end in the unit.
//
// Frames: "level 0" is the full-resolution pixel grid of the slide, x to the right, y down; pixel (x, y) covers
// [x, x+1) x [y, y+1), so its centre is at (x + 0.5, y + 0.5).
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>

namespace herald {

// Edge length of one pixel, micrometres. Always inside the plausible range of light microscopy.
class PixelSize {
 public:
  static constexpr double kMinimumUm = 0.05;
  static constexpr double kMaximumUm = 5.0;

  // Throws std::invalid_argument when `um_per_px` is not finite or outside [0.05, 5].
  explicit PixelSize(double um_per_px) : um_per_px_(um_per_px) {
    if (!plausible(um_per_px))
      throw std::invalid_argument("pixel size " + std::to_string(um_per_px) + " um is outside 0.05-5");
  }
  // Nothing when the value is implausible (a 96-dpi PNG says 265 um per pixel).
  static std::optional<PixelSize> ifPlausible(double um_per_px) {
    return plausible(um_per_px) ? std::optional(PixelSize(um_per_px)) : std::nullopt;
  }
  [[nodiscard]] double umPerPx() const { return um_per_px_; }
  [[nodiscard]] double toPx(double length_um) const { return length_um / um_per_px_; }
  friend bool operator==(const PixelSize&, const PixelSize&) = default;

 private:
  static bool plausible(double value) { return std::isfinite(value) && value >= kMinimumUm && value <= kMaximumUm; }
  double um_per_px_;
};

// A pixel of level 0. Order is row-major (y, then x), the order of every list of cells.
struct Level0Pixel {
  std::int32_t x = 0;
  std::int32_t y = 0;
  friend bool operator==(const Level0Pixel&, const Level0Pixel&) = default;
  friend bool operator<(const Level0Pixel& a, const Level0Pixel& b) { return a.y != b.y ? a.y < b.y : a.x < b.x; }
};

// A point in level-0 pixels, with fraction.
struct Level0Point {
  double x = 0;
  double y = 0;
};

// A half-open rectangle [x, x+width) x [y, y+height) of some pixel grid; the variable's name says which.
struct PixelRect {
  std::int64_t x = 0;
  std::int64_t y = 0;
  std::int64_t width = 0;
  std::int64_t height = 0;
  [[nodiscard]] bool contains(std::int64_t px, std::int64_t py) const {
    return px >= x && py >= y && px < x + width && py < y + height;
  }
  friend bool operator==(const PixelRect&, const PixelRect&) = default;
};

// Empty (no width or height) where they share nothing.
[[nodiscard]] constexpr PixelRect intersection(const PixelRect& a, const PixelRect& b) {
  const std::int64_t x = std::max(a.x, b.x);
  const std::int64_t y = std::max(a.y, b.y);
  return {x, y, std::max<std::int64_t>(0, std::min(a.x + a.width, b.x + b.width) - x),
          std::max<std::int64_t>(0, std::min(a.y + a.height, b.y + b.height) - y)};
}

}  // namespace herald
