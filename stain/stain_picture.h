// One stain of a picture as grey, for the eye: white without stain, black at an optical density. Pure; thread-safe.
#pragma once

#include <cstdint>

#include "stain/image.h"
#include "stain/slide_statistics.h"
#include "stain/stain_matrix.h"

namespace herald {

enum class ShownStain { kHematoxylin, kDab };

// Same size as `rgb`. `black_od` > 0: optical density from which a pixel is black.
[[nodiscard]] Image<std::uint8_t> stainPicture(ImageView<Rgb8> rgb, const BackgroundLight& background,
                                               const StainMatrix& stains, ShownStain shown, double black_od);

}  // namespace herald
