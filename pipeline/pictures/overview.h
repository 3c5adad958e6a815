// overview.jpg: the slide's thumbnail with the outline of the tissue and every counted cell as a dot coloured by class
// (class_palette.h), and a legend with the score and the number of cells in each class. For a first look: is the right
// tissue measured, and do the classes lie where the brown is?
#pragma once

#include "pipeline/analysis/slide_result.h"
#include "pipeline/pictures/picture_files.h"

namespace herald {

// A JPEG. The longer side of the slide is at most 2048 px; dots are a third of a cell (12 um) wide, at least
// a pixel. Cells that do not count are small grey dots. Throws std::invalid_argument when there is no thumbnail,
// std::logic_error when cells and staining differ in number. Deterministic; thread-safe.
[[nodiscard]] PictureFiles overviewFiles(const SlideResult& result);

}  // namespace herald
