// Where the tissue is, from a low-resolution picture: glass, tissue, debris. What lies on the tissue and hides
// it is found by stain/artefacts.h.
//
// Tissue absorbs light: mean optical density, smoothed over a few micrometres, above a fixed threshold over the
// measured background (no per-slide Otsu: on a slide that is nearly all glass it invents tissue). Pure functions;
// thread-safe.
#pragma once

#include "stain/image.h"
#include "stain/slide_statistics.h"
#include "stain/units.h"

namespace herald {

// [tissue] in the configuration.
struct TissueMaskOptions {
  // Smoothed mean optical density from which a place is tissue. Measured on the four HER2 cores: pale stroma
  // 0.015-0.03, glass 0.000 +- 0.002.
  double tissue_od = 0.012;
  // Edge of the square over which optical density is smoothed, micrometres; about one cell.
  double smoothing_um = 8;
  // Tissue pieces smaller than this are debris, mm2. 0.005 mm2 is about 30 tumour cells. In a camera field
  // of less than 0.5 mm2: smaller than 0.5 % of the field.
  double minimum_piece_mm2 = 0.005;
  // Holes smaller than this are filled, mm2 (lumina and cracks belong to the tissue they are in).
  double maximum_hole_mm2 = 0.01;
  // Mean optical density, smoothed over 1 um, below which a place inside tissue is lumen or glass. Between glass (0.00
  // +- 0.005 at 1 um) and the palest cytoplasm (0.03) of the HER2 cores.
  double glass_od = 0.015;
};

void validate(const TissueMaskOptions& options);

// `picture`: the whole slide at `downsample_px` level-0 pixels per pixel. The mask has the picture's size and its
// corner at the level-0 origin. An empty picture gives an empty mask.
[[nodiscard]] TissueMask findTissue(ImageView<Rgb8> picture, double downsample_px, PixelSize level0_pixel_size,
                                    const BackgroundLight& background, const TissueMaskOptions& options);

// Distance from each pixel of the mask to the nearest pixel that is not tissue (or to outside the mask), micrometres,
// by two-pass chamfer (3, 4) after Borgefors, CVGIP 1986;34:344; error below 8 %.
[[nodiscard]] Image<float> distanceToTissueEdgeUm(const TissueMask& mask, PixelSize level0_pixel_size);

}  // namespace herald
