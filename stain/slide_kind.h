// Is this a brightfield picture of haematoxylin and DAB at all? Fluorescence, grey pictures and H&E are not, and must
// not be scored.
//
// Works on the low-resolution picture of pass 1. Pure function; thread-safe.
#pragma once

#include <string>
#include <vector>

#include "stain/image.h"
#include "stain/slide_statistics.h"

namespace herald {

// [slide_kind] in the configuration. All shares 0-1.
struct SlideKindOptions {
  // Share of pixels darker than 60 of 255 from which the picture is not brightfield: fluorescence is black where
  // nothing shines.
  double largest_dark_share = 0.5;
  // Median saturation (largest less smallest channel, 0-255) of tissue below which the picture is grey.
  double smallest_saturation = 4;
  // Eosin absorbs mostly green, which unmixes to a negative residual. Share of tissue pixels with a residual below
  // -0.12 of their optical density from which the slide is H&E. CMU-1 (H&E) has 0.7, the HER2 cores below 0.01.
  double largest_eosin_share = 0.2;
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
