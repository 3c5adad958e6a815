// Pictures shrunk by any ratio: each pixel the mean of those it covers, from sums of integers, so that it does not
// depend on the parts the picture is made in. Pure; thread-safe for different parts of a picture.
#pragma once

#include <cstdint>
#include <vector>

#include "stain/image.h"
#include "stain/units.h"

namespace herald {

// What the pixels of a shrunk picture cover along one axis: pixel i the pixels [begin[i], end[i]) of the large one,
// at least one of them.
struct CoveredSpans {
  std::vector<std::int64_t> begin;
  std::vector<std::int64_t> end;
};

// `ratio`: pixels of the large picture a pixel, >= 1. The large picture may be a pixel smaller than the shrunk one asks
// for: its last pixel is then used again.
[[nodiscard]] CoveredSpans coveredSpans(int size, double ratio, std::int64_t large_size);

// Pixels of the large picture that the pixels of `part` cover.
[[nodiscard]] PixelRect coveredBy(const PixelRect& part, const CoveredSpans& columns, const CoveredSpans& rows);

// Writes `part` of the shrunk picture from `block`, the pixels that it covers. Halves are rounded up.
void averageInto(ImageView<Rgb8> block, const PixelRect& part, const CoveredSpans& columns, const CoveredSpans& rows,
                 Image<Rgb8>& picture);

}  // namespace herald
