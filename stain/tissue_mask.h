// Where the tissue is, from a low-resolution picture: glass, tissue, debris. What lies on the tissue and hides
// it is found by stain/artefacts.h.
//
// Tissue absorbs light: mean optical density, smoothed over a few micrometres, above the noise of the slide's own glass
// (no per-slide Otsu: on a slide that is nearly all glass it invents tissue). A fixed threshold would take pale stroma
// of a pale counterstain for glass. Pure functions; thread-safe.
#pragma once

#include "stain/image.h"
#include "stain/option_descriptor.h"
#include "stain/slide_statistics.h"
#include "stain/units.h"

namespace herald {

// [tissue] in the configuration.
struct TissueMaskOptions {
  double tissue_od = 0.012;  // where the glass is uneven; else tissueDensity
  double smoothing_um = 8;
  double minimum_piece_mm2 = 0.005;  // in a camera field of less than 0.5 mm2: 0.5 % of the field
  double maximum_hole_mm2 = 0.01;
  double glass_od = 0.015;  // against the optical density smoothed over 1 um
};

template <>
struct Described<TissueMaskOptions> : OptionTable<TissueMaskOptions> {
  static constexpr std::array kOptions = {
      // clang-format off
      number("tissue.tissue_od", kMeasured, &Options::tissue_od, {0, 1}, "optical density",
             "Smoothed mean optical density from which a place is tissue, at most: less where the glass is even.",
             "seven HER2 cores: pale stroma 0.015-0.03, glass 0.0007-0.0014 (standard deviation)"),
      number("tissue.smoothing_um", kMeasured, &Options::smoothing_um, {0, 100}, "um",
             "Edge of the square it is smoothed over.",
             "about one cell"),
      number("tissue.minimum_piece_mm2", kMeasured, &Options::minimum_piece_mm2, {0, 100}, "mm2",
             "Smaller pieces of tissue are debris.",
             "about 30 tumour cells"),
      number("tissue.maximum_hole_mm2", kMeasured, &Options::maximum_hole_mm2, {0, 100}, "mm2",
             "Smaller holes belong to the tissue.",
             "chosen by eye: lumina and cracks belong to their tissue"),
      number("tissue.glass_od", kMeasured, &Options::glass_od, {0, 1}, "optical density",
             "Mean optical density below which a place inside tissue is lumen or glass.",
             "four HER2 cores: between glass, 0.00 +- 0.005 at 1 um, and the palest cytoplasm, 0.03"),
      // clang-format on
  };
};

void validate(const TissueMaskOptions& options);

// Smoothed mean optical density from which a place is tissue: four standard deviations of the glass, at least 0.004,
// at most options.tissue_od. The deviation is that of what is brighter than the background, 1.48 times its median; a
// picture without glass gives the least. Other arguments as of findTissue.
[[nodiscard]] double tissueDensity(ImageView<Rgb8> picture, double downsample_px, PixelSize level0_pixel_size,
                                   const BackgroundLight& background, const TissueMaskOptions& options);

// `picture`: the whole slide at `downsample_px` level-0 pixels per pixel. The mask has the picture's size and its
// corner at the level-0 origin. An empty picture gives an empty mask.
[[nodiscard]] TissueMask findTissue(ImageView<Rgb8> picture, double downsample_px, PixelSize level0_pixel_size,
                                    const BackgroundLight& background, const TissueMaskOptions& options);

// Distance from each pixel of the mask to the nearest pixel that is not tissue (or to outside the mask), micrometres,
// by two-pass chamfer (3, 4) after Borgefors, CVGIP 1986;34:344; error below 8 %.
[[nodiscard]] Image<float> distanceToTissueEdgeUm(const TissueMask& mask, PixelSize level0_pixel_size);

}  // namespace herald
