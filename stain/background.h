// Light of empty glass, per channel, from a low-resolution picture of the slide.
//
// Glass is bright, nearly grey and flat: the estimate is the per-channel median of flat pixels around the brightest
// mode of the histogram. Pale tissue is all that as well; but lumina and gaps in it are brighter, so that a mode is
// taken for glass only if hardly anything is. Seams of sharpening are brighter still, but narrow: no mode brighter than
// the brightest places averaged over 4 um is glass. Pure functions; thread-safe.
#pragma once

#include "stain/image.h"
#include "stain/option_descriptor.h"
#include "stain/slide_statistics.h"

namespace herald {

// [background] in the configuration.
struct BackgroundOptions {
  double darkest = 170;
  double largest_tint = 35;
  double flatness = 4;  // step to the pixel two to the right and to the one two below
  double minimum_share = 0.005;
};

template <>
struct Described<BackgroundOptions> : OptionTable<BackgroundOptions> {
  static constexpr std::array kOptions = {
      // clang-format off
      number("background.darkest", kMeasured, &Options::darkest, {0, 255}, "intensity",
             "Darkest light that can be glass.",
             "scanners white-balance to 200-250; leaves room for an old lamp"),
      number("background.largest_tint", kMeasured, &Options::largest_tint, {0, 255}, "intensity",
             "Largest difference between the channels of glass.",
             "scanners keep glass within about 15; chosen by eye"),
      number("background.flatness", kMeasured, &Options::flatness, {0, 255}, "intensity",
             "Largest step between near pixels of glass.",
             "chosen by eye"),
      number("background.minimum_share", kMeasured, &Options::minimum_share, {0, 1}, "share of pixels",
             "Share that must look like glass before its light is trusted.",
             "a 36 x 36 px corner of a 512 x 512 field"),
      // clang-format on
  };
};

// Throws std::invalid_argument naming field, value and range.
void validate(const BackgroundOptions& options);

// `picture`: RGB, any size. Source "glass" where enough glass is found, else "fallback": the brightest hundredth of the
// picture, averaged over 4 um, is then taken as glass, but no darker than 200. On solid pieces of cores it is within 1
// % of the glass of the whole, and the same at a quarter of the counterstain. An empty picture falls back to 255.
[[nodiscard]] BackgroundLight estimateBackground(ImageView<Rgb8> picture, double um_per_px,
                                                 const BackgroundOptions& options);

}  // namespace herald
