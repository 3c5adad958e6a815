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
  if (!x_um || !y_um || !PixelSize::ifPlausible(*x_um) || !PixelSize::ifPlausible(*y_um)) return;
  if (relativeDifference(*x_um, *y_um) > kPixelSizeTolerance)
    description.notes.push_back(
        fmt::format("pixels are not square: {:.4g} x {:.4g} um ({}); their mean is used", *x_um, *y_um, source));
  description.pixel_sizes.push_back({PixelSize((*x_um + *y_um) / 2), source});
}

}  // namespace herald
