// Pixel size from what a file says of its resolution. Pure; thread-safe.
#pragma once

#include <optional>
#include <string>

#include "pipeline/slides/slide_source.h"

namespace herald {

// Relative difference above which two pixel sizes count as different: between x and y, or between two sources.
inline constexpr double kPixelSizeTolerance = 0.05;

// Pixels per unit of length: TIFF's XResolution and YResolution. ImageJ tells the unit elsewhere.
struct ResolutionTags {
  std::optional<double> x_per_unit;
  std::optional<double> y_per_unit;
};

// Adds the mean of the two edge lengths (micrometres) as a pixel size from `source`, if plausible; one that is absent
// or implausible goes to unusable_pixel_sizes. Notes edges that differ by more than 5 %.
void addPixelSize(std::optional<double> x_um, std::optional<double> y_um, const std::string& source,
                  SlideDescription& description);

// The same of the resolution tags of a TIFF, source "tiff-resolution". `unit_um`: what ResolutionUnit stands for; 0 =
// none.
void addTiffResolution(const ResolutionTags& tags, double unit_um, SlideDescription& description);

// Keeps for a message that `place` was looked at, and what stood there.
void addUnusable(const std::string& place, const std::string& what, SlideDescription& description);

// |a - b| as a share of the smaller.
[[nodiscard]] double relativeDifference(double a, double b);

}  // namespace herald
