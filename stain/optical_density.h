// Optical density: OD = -log10(v / background), the Beer-Lambert measure of absorbed light.
//
// DAB scatters and breaks Beer-Lambert, so its optical density is an ordinal measure: classes, not concentrations.
// Pure functions; thread-safe.
#pragma once

#include <Eigen/Core>
#include <array>

#include "stain/image.h"

namespace herald {

// Darkest intensity that still counts: below it light is taken as this, so that OD stays finite.
inline constexpr double kDarkestIntensity = 1.0;

// -log10(max(intensity, 1) / background). Negative above the background (never clipped: clipping biases the mean of
// glass). Throws std::invalid_argument when background is not in (0, 255].
[[nodiscard]] double opticalDensity(double intensity, double background);

[[nodiscard]] Eigen::Vector3d opticalDensity(Rgb8 colour, const std::array<double, 3>& background_rgb);

// Optical density of each intensity 0-255 in each channel, [channel][intensity]: what whole pictures are looked up in.
using OpticalDensityTables = std::array<std::array<double, 256>, 3>;
[[nodiscard]] OpticalDensityTables opticalDensityTables(const std::array<double, 3>& background_rgb);

// Intensity that has the given optical density; the inverse of opticalDensity, rounded and clamped to 0-255.
[[nodiscard]] Rgb8 colourOf(const Eigen::Vector3d& optical_density, const std::array<double, 3>& background_rgb);

}  // namespace herald
