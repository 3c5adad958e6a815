// Mean over a square, from sums of integers: the result does not depend on the order of summation. Pure; thread-safe.
#pragma once

#include <cstdint>

#include "stain/image.h"

namespace herald {

// Mean over the square of edge 2 `radius_px` + 1 round each pixel, clipped at the border. `radius_px` >= 0.
[[nodiscard]] Image<float> boxMean(const Image<std::int32_t>& in, int radius_px);

}  // namespace herald
