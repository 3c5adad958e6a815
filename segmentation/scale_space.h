// Gaussian smoothing with a finite kernel, for blob detection and noise reduction.
//
// Kernels are truncated at 3 sigma and renormalised, so that a result depends on pixels no farther than kernelRadiusPx:
// the halo of a tile is computed from it. Every output pixel is the same sum in the same order wherever it lies, so
// tiles agree bit for bit. Recursive (running) filters are faster but would not. Pure functions; thread-safe.
#pragma once

#include <cstdint>
#include <vector>

#include "stain/image.h"

namespace herald {

// ceil(3 sigma), at least 1.
[[nodiscard]] int kernelRadiusPx(double sigma_px);

// Half of the symmetric kernel: element 0 is the centre. Sums (both sides) to 1. Throws std::invalid_argument for sigma
// <= 0.
[[nodiscard]] std::vector<float> gaussianHalfKernel(double sigma_px);

// Buffers kept between calls, so that a worker allocates once.
struct SmoothingScratch {
  Image<float> rows;
};

// `out` = `in`, value by value.
void toFloat(ImageView<std::int16_t> in, Image<float>& out);

// `out` = `in` convolved with a Gaussian of `sigma_px`. Beyond the border the nearest pixel is repeated. `in` and `out`
// must be different images. An empty image gives an empty one.
void gaussianSmooth(ImageView<float> in, double sigma_px, Image<float>& out, SmoothingScratch& scratch);

// Mean over the square of edge 2 r + 1 px, from exact integer sums; the square is clipped at the border.
void boxMean(ImageView<std::int16_t> in, int radius_px, Image<float>& out);

}  // namespace herald
