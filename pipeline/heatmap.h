// heatmap.png: where on the slide the H-score comes from. Square fields of 64 um (larger where that is under 3 pixels
// of the picture), each in the colour of the mean of 0 / 100 / 200 / 300 over its counted cells, on the grey thumbnail,
// with a colour bar (viridis, which is even to the eye and safe for the colour-blind).
#pragma once

#include <string>

#include "pipeline/slide_result.h"

namespace herald {

inline constexpr double kHeatmapFieldUm = 64;

// The PNG's bytes. Fields without a counted cell stay grey. Throws std::invalid_argument when there is no thumbnail or
// no pixel size, std::logic_error when cells and staining differ in number. Deterministic; thread-safe.
[[nodiscard]] std::string heatmapPng(const SlideResult& result);

}  // namespace herald
