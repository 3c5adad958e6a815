#include "pipeline/slides/resolution.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace herald {

double relativeDifference(double a, double b) {
  return std::abs(a - b) / std::min(a, b);
}

void addPixelSize(std::optional<double> x_um, std::optional<double> y_um, const std::string& source,
                  SlideDescription& description) {
  if (!x_um || !y_um) return addUnusable(source, "there is none", description);
  if (!PixelSize::ifPlausible(*x_um) || !PixelSize::ifPlausible(*y_um))
    return addUnusable(source, fmt::format("{:.4g} x {:.4g} um is not plausible", *x_um, *y_um), description);
  if (relativeDifference(*x_um, *y_um) > kPixelSizeTolerance)
    description.notes.push_back(
        fmt::format("pixels are not square: {:.4g} x {:.4g} um ({}); their mean is used", *x_um, *y_um, source));
  description.pixel_sizes.push_back({PixelSize((*x_um + *y_um) / 2), source});
}

void addTiffResolution(const ResolutionTags& tags, double unit_um, SlideDescription& description) {
  const auto& [x, y] = tags;
  if (!x || !y || unit_um > 0) {
    const auto edge_um = [&](double per_unit) {
      return per_unit > 0 ? std::optional(unit_um / per_unit) : std::nullopt;
    };
    return addPixelSize(edge_um(x.value_or(0)), edge_um(y.value_or(0)), "tiff-resolution", description);
  }
  addUnusable("tiff-resolution", fmt::format("{:.4g} x {:.4g} without a unit", *x, *y), description);
}

void addUnusable(const std::string& place, const std::string& what, SlideDescription& description) {
  description.unusable_pixel_sizes.push_back(fmt::format("{} ({})", place, what));
}

}  // namespace herald
