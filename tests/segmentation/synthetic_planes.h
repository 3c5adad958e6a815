// Small synthetic planes with known truth.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>

#include "../support/seeded_random.h"
#include "segmentation/cell_outline.h"
#include "segmentation/nucleus_outline.h"
#include "stain/image.h"

namespace herald {

// Adds a disc with a soft edge of one pixel; (x, y) is in pixel-centre coordinates.
inline void addDisc(Image<std::int16_t>& plane, double x, double y, double radius_px, double value) {
  const auto low = [&](double centre) { return std::max(0, static_cast<int>(std::floor(centre - radius_px - 1))); };
  const auto high = [&](double centre, int size) {
    return std::min(size - 1, static_cast<int>(std::ceil(centre + radius_px + 1)));
  };
  for (int j = low(y); j <= high(y, plane.height()); ++j) {
    for (int i = low(x); i <= high(x, plane.width()); ++i) {
      const double cover = std::clamp(radius_px - std::hypot(i - x, j - y) + 0.5, 0.0, 1.0);
      plane.at(i, j) = static_cast<std::int16_t>(plane.at(i, j) + std::lround(cover * value));
    }
  }
}

// Noise that hangs together over about 2 x `grain_px`.
inline Image<std::int16_t> texture(int width, int height, int grain_px, double amplitude, std::uint64_t seed) {
  SeededRandom random(seed);
  Image<std::int16_t> plane(width, height);
  for (int n = width * height / (4 * grain_px * grain_px); n-- > 0;) {
    addDisc(plane, random.between(0, width), random.between(0, height), random.between(0.7, 1.3) * grain_px,
            random.between(-amplitude, amplitude));
  }
  return plane;
}

// A plane of these images, without smoothing.
inline OutlinePlane packed(const Image<float>& signal, const Image<std::uint8_t>& membraneness, int margin_px) {
  OutlinePlane plane;
  plane.begin(signal.width(), signal.height(), margin_px);
  for (int y = 0; y < signal.height(); ++y) {
    plane.setSignal(y, signal.row(y));
    plane.addMembraneness(y, membraneness.row(y));
  }
  plane.closeTop();
  plane.closeBottom(signal.height());
  return plane;
}

template <class T>
ImageView<T> window(const Image<T>& image, int x, int y, int width, int height) {
  return {image.row(y) + x, width, height, image.width()};
}

inline NucleusOutline roundNucleus(double radius_um) {
  NucleusOutline outline;
  outline.radius_um.fill(static_cast<float>(radius_um));
  return outline;
}

// Direction of a sector's middle point on a round cell, clockwise from straight up.
inline double sectorAngle(std::size_t sector) {
  return 2 * std::numbers::pi * static_cast<double>(sector) / kMembraneSectors;
}

// A round cell about the centre of the seed's pixel.
inline CellOutline roundCell(double radius_px) {
  CellOutline outline;
  for (std::size_t i = 0; i < kMembraneSectors; ++i) {
    const auto nx = static_cast<float>(std::sin(sectorAngle(i)));
    const auto ny = static_cast<float>(-std::cos(sectorAngle(i)));
    const auto radius = static_cast<float>(radius_px);
    outline.points[i] = {radius * nx, radius * ny, nx, ny};
  }
  outline.length_px = static_cast<float>(2 * std::numbers::pi * radius_px);
  outline.area_px = static_cast<float>(std::numbers::pi * radius_px * radius_px);
  return outline;
}

}  // namespace herald
