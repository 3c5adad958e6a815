// Is this a brightfield picture of haematoxylin and DAB at all? Fluorescence, grey pictures and H&E are not, and must
// not be scored.
//
// Works on the low-resolution picture of pass 1. Pure function; thread-safe.
#pragma once

#include <string>
#include <vector>

#include "stain/image.h"
#include "stain/option_descriptor.h"
#include "stain/slide_statistics.h"

namespace herald {

// [slide_kind] in the configuration. All shares 0-1.
struct SlideKindOptions {
  double largest_dark_share = 0.5;  // of pixels darker than 60 of 255
  double smallest_saturation = 4;   // largest less smallest channel
  // Eosin absorbs mostly green, which unmixes to a negative residual: pink is a residual below -0.12 of the optical
  // density.
  double largest_eosin_share = 0.2;
};

template <>
struct Described<SlideKindOptions> : OptionTable<SlideKindOptions> {
  static constexpr std::array kOptions = {
      // clang-format off
      number("slide_kind.largest_dark_share", kMeasured, &Options::largest_dark_share, {0, 1}, "share of pixels",
             "More black than this is not brightfield.",
             "fluorescence is black where nothing shines"),
      number("slide_kind.smallest_saturation", kMeasured, &Options::smallest_saturation, {0, 255}, "intensity",
             "Tissue with a lower median saturation is grey.",
             "chosen by eye"),
      number("slide_kind.largest_eosin_share", kMeasured, &Options::largest_eosin_share, {0, 1}, "share of tissue",
             "More pink than this is H&E.",
             "CMU-1 (H&E) has 0.7, four HER2 cores below 0.01"),
      // clang-format on
  };
};

void validate(const SlideKindOptions& options);

struct SlideKind {
  double dark_share = 0;
  double tissue_saturation = 0;
  double eosin_share = 0;
  std::vector<std::string> refusals;  // empty = plausible brightfield IHC; else "not_brightfield: ...", "not_ihc: ..."
};

// `picture` and `tissue` have the same size. An empty tissue mask leaves saturation and eosin unjudged.
[[nodiscard]] SlideKind judgeSlideKind(ImageView<Rgb8> picture, const TissueMask& tissue,
                                       const BackgroundLight& background, const SlideKindOptions& options);

}  // namespace herald
