// The haematoxylin scale of a slide (segmentation/hematoxylin_scale.h), from a sample of its tissue at full resolution.
#pragma once

#include "pipeline/slides/slide_source.h"
#include "stain/slide_statistics.h"
#include "stain/units.h"

namespace herald {

// Of `statistics`, background, stains, tissue and grid origin must be there. Squares of 128 um spread evenly over the
// tissue are read, 64 at most, in parallel in the caller's oneTBB arena; the result does not depend on their order. 0
// where there is too little tissue to say. `dab_coefficient` as in NucleusOptions. Throws ReadError.
[[nodiscard]] double measureHematoxylinScale(SlideSource& source, PixelSize level0_pixel_size,
                                             const SlideStatistics& statistics, double dab_coefficient);

}  // namespace herald
