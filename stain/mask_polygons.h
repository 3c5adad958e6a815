// Regions of a class image as polygons along the pixels' edges: their area is exactly the number of pixels.
//
// Boundary edges are followed with the region on one hand, regions meeting only at a corner kept apart (4-connected);
// a ring that meets itself at a corner is split there, so that every ring is simple and every polygon valid (OGC).
// Pure functions; deterministic; thread-safe.
#pragma once

#include <vector>

#include "stain/image.h"
#include "stain/slide_statistics.h"

namespace herald {

// A corner of mask pixels.
struct MaskCorner {
  int x = 0;
  int y = 0;
  friend bool operator==(const MaskCorner&, const MaskCorner&) = default;
};
using MaskRing = std::vector<MaskCorner>;  // first corner not repeated

// The exterior has positive area in (x, y), holes negative.
struct MaskPolygon {
  MaskRing exterior;
  std::vector<MaskRing> holes;
};

// One polygon for each 4-connected region of the class, by its first pixel in row-major order; corners only where the
// boundary turns. No such pixel: none.
[[nodiscard]] std::vector<MaskPolygon> maskPolygons(ImageView<TissueClass> classes, TissueClass wanted);

// Twice the signed area in mask pixels.
[[nodiscard]] std::int64_t doubledArea(const MaskRing& ring);

}  // namespace herald
