// The colours of the cell classes (pictures/class_palette.h) for the style of a page. Pure; thread-safe.
#pragma once

#include <string>

#include "stain/image.h"

namespace herald {

// "#dc267f"
[[nodiscard]] std::string cssColour(Rgb8 colour);

// Contrast of two colours, 1 (none) to 21: Web Content Accessibility Guidelines 2.1, "contrast ratio". Text wants 4.5.
[[nodiscard]] double contrastRatio(Rgb8 a, Rgb8 b);

// Variables of CSS: --class-0 to --class-3, and --on-class-0 to --on-class-3 for text on them: white where that can be
// read, else black.
[[nodiscard]] std::string classColourStyle();

}  // namespace herald
