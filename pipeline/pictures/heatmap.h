// heatmap.png: where on the slide the H-score comes from. Square fields (h_score_fields.h), each in the colour of the
// H-score of its counted cells, on the grey thumbnail, with a colour bar (viridis, which is even to the eye and safe
// for the colour-blind). A field of fewer than 4 cells is the paler the fewer it has.
#pragma once

#include "pipeline/analysis/slide_result.h"
#include "pipeline/pictures/picture_files.h"
#include "stain/image.h"

namespace herald {

// The colour of an H-score of 0 .. 300; what lies outside has that of the nearer end.
[[nodiscard]] Rgb8 heatColour(double h_score);
// 1 for a field of enough cells, down to 0.25 for one cell.
[[nodiscard]] double heatWeight(std::int64_t cells);

// A PNG. Fields without a counted cell stay grey. Throws std::invalid_argument when there is no thumbnail or
// no pixel size, std::logic_error when cells and staining differ in number. Deterministic; thread-safe.
[[nodiscard]] PictureFiles heatmapFiles(const SlideResult& result);

}  // namespace herald
