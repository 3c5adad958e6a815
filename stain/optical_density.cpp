#include "stain/optical_density.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <stdexcept>

namespace herald {

double opticalDensity(double intensity, double background) {
  if (!(background > 0.0 && background <= 255.0)) {
    throw std::invalid_argument("background light must be in (0, 255]");
  }
  return -std::log10(std::max(intensity, kDarkestIntensity) / background);
}

Eigen::Vector3d opticalDensity(Rgb8 colour, const std::array<double, 3>& background_rgb) {
  return {opticalDensity(colour.r, background_rgb[0]), opticalDensity(colour.g, background_rgb[1]),
          opticalDensity(colour.b, background_rgb[2])};
}

OpticalDensityTables opticalDensityTables(const std::array<double, 3>& background_rgb) {
  OpticalDensityTables tables;
  for (std::size_t c = 0; c < tables.size(); ++c)
    for (std::size_t v = 0; v < tables[c].size(); ++v)
      tables[c][v] = opticalDensity(static_cast<double>(v), background_rgb[c]);
  return tables;
}

Rgb8 colourOf(const Eigen::Vector3d& optical_density, const std::array<double, 3>& background_rgb) {
  const auto channel = [&](int c) {
    const double light = background_rgb[static_cast<std::size_t>(c)] * std::pow(10.0, -optical_density[c]);
    return static_cast<std::uint8_t>(std::lround(std::clamp(light, 0.0, 255.0)));
  };
  return {channel(0), channel(1), channel(2)};
}

}  // namespace herald
