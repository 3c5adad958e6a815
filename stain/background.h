// Light of empty glass, per channel, from a low-resolution picture of the slide.
//
// Glass is bright, nearly grey and flat: the estimate is the per-channel median of flat pixels around the brightest
// mode of the histogram. Pure functions; thread-safe.
#pragma once

#include "stain/image.h"
#include "stain/slide_statistics.h"

namespace herald {

// [background] in the configuration.
struct BackgroundOptions {
  // Darkest light that can be glass, 0-255. Scanners white-balance to 200-250; 170 leaves room for an old lamp.
  double darkest = 170;
  // Largest difference between the channels of glass, intensity. Scanners keep glass within about 15; chosen by eye.
  double largest_tint = 35;
  // Flat: the channel mean differs by no more than this from the pixel two to the right and two below, intensity.
  double flatness = 4;
  // Share of all pixels that must look like glass before their light is believed. 0.5 % = a 36 x 36 px corner of a 512
  // x 512 field.
  double minimum_share = 0.005;
};

// Throws std::invalid_argument naming field, value and range.
void validate(const BackgroundOptions& options);

// `picture`: RGB, any size, any resolution. Source "glass" where enough glass is found, else "fallback" with the
// 99.5th percentile of each channel, at least 200: the brightest thing in view is then taken for glass. An empty
// picture falls back to 255.
[[nodiscard]] BackgroundLight estimateBackground(ImageView<Rgb8> picture, const BackgroundOptions& options);

}  // namespace herald
