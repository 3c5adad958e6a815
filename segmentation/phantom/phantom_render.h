// Pixels of a synthetic slide.
//
// Objects are drawn as amounts of haematoxylin, DAB and neutral grey (optical density) on a grid of at most 0.25 um;
// the optics (Gaussian blur and the scanner's unsharp mask) act on the amounts, or with PhantomOptics::kLight on the
// light behind them, the stain vectors turn amounts into light, glare is added, light is averaged over the pixel,
// sensor noise is added. Everything is a function of position: a pixel is the same however the slide is cut into
// regions. Pure; thread-safe.
#pragma once

#include "segmentation/phantom/phantom_scene.h"
#include "stain/image.h"
#include "stain/units.h"

namespace herald {

// Amounts behind the optics (with PhantomOptics::kLight before them), per pixel. Neutral grey absorbs alike in R, G and
// B: optical density grey / sqrt(3) each.
struct PhantomAmounts {
  Image<float> hematoxylin;
  Image<float> dab;
  Image<float> grey;
};

// The rectangle of level 0 (pixels; may reach beyond the slide, where there is glass). Throws std::invalid_argument for
// a negative size or one above 100 Mpx.
[[nodiscard]] Image<Rgb8> renderPhantom(const PhantomScene& scene, const PixelRect& region_in_level0);

// The same before stain vectors, light and noise; stain_scale and hematoxylin_scale are applied. Where a pixel covers
// several grid points (mpp above 0.25) their mean.
[[nodiscard]] PhantomAmounts renderPhantomAmounts(const PhantomScene& scene, const PixelRect& region_in_level0);

}  // namespace herald
