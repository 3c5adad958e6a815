// Pixel size from what a file says of its resolution. Pure; thread-safe.
#pragma once

#include <optional>
#include <string>

#include "pipeline/slides/slide_source.h"

namespace herald {

// Relative difference above which two pixel sizes count as different: between x and y, or between two sources.
inline constexpr double kPixelSizeTolerance = 0.05;

// Adds the mean of the two edge lengths (micrometres) as a pixel size from `source`, if plausible; an implausible one
// counts as absent. Notes edges that differ by more than 5 %.
void addPixelSize(std::optional<double> x_um, std::optional<double> y_um, const std::string& source,
                  SlideDescription& description);

// |a - b| as a share of the smaller.
[[nodiscard]] double relativeDifference(double a, double b);

}  // namespace herald
