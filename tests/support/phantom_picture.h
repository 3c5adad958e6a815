// A synthetic slide held in memory, 0.25 um per pixel.
#pragma once

#include <cstdint>
#include <string_view>

#include "pipeline/phantoms/phantom_presets.h"
#include "segmentation/phantom/phantom_builder.h"
#include "segmentation/phantom/phantom_render.h"

namespace herald {

// A square of tissue with the cells of presetMix(score).
inline Image<Rgb8> phantomPicture(std::string_view score, int size_px, std::uint64_t seed, double stain_scale = 1) {
  PhantomOptions options;
  options.seed = seed;
  options.width_px = options.height_px = size_px;
  options.mix = presetMix(score);
  options.stain_scale = stain_scale;
  return renderPhantom(buildPhantomScene(options), {0, 0, size_px, size_px});
}

}  // namespace herald
