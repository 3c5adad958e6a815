#include "pipeline/pages/class_colours.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "pipeline/pictures/class_palette.h"

namespace herald {
namespace {

constexpr Rgb8 kWhite = {255, 255, 255};
constexpr Rgb8 kBlack = {0, 0, 0};
constexpr double kReadableContrast = 4.5;

// Of sRGB, 0-1.
double relativeLuminance(Rgb8 colour) {
  const auto linear = [](std::uint8_t channel) {
    const double value = channel / 255.0;
    return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
  };
  return 0.2126 * linear(colour.r) + 0.7152 * linear(colour.g) + 0.0722 * linear(colour.b);
}

}  // namespace

std::string cssColour(Rgb8 colour) {
  return fmt::format("#{:02x}{:02x}{:02x}", colour.r, colour.g, colour.b);
}

double contrastRatio(Rgb8 a, Rgb8 b) {
  const auto [darker, brighter] = std::minmax({relativeLuminance(a), relativeLuminance(b)});
  return (brighter + 0.05) / (darker + 0.05);
}

std::string classColourStyle() {
  std::string variables;
  for (std::size_t i = 0; i < kCellClassColours.size(); ++i) {
    const Rgb8 colour = kCellClassColours[i].colour;
    const Rgb8 text = contrastRatio(colour, kWhite) >= kReadableContrast ? kWhite : kBlack;
    variables += fmt::format("--class-{0}:{1};--on-class-{0}:{2};", i, cssColour(colour), cssColour(text));
  }
  return ":root{" + variables + "}";
}

}  // namespace herald
