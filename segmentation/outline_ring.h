// The stored outline of a cell as a valid polygon ring.
// Pure functions; thread-safe.
#pragma once

#include <span>
#include <vector>

#include "segmentation/cell_record.h"

namespace herald {

// A simple ring (no point twice in a row, no crossing, positive area in (x, y)) from an outline in steps of
// kOutlineStepPx around the seed pixel's centre. The first point is not repeated at the end. An outline that crosses or
// touches itself gives its convex hull; one without area the square of the seed pixel. O(n^2) for n points.
[[nodiscard]] std::vector<OutlineOffset> simpleRing(std::span<const OutlineOffset> outline);

// Twice the signed area, in squared steps: positive when the ring runs clockwise on the screen (y down).
[[nodiscard]] std::int64_t doubledArea(std::span<const OutlineOffset> ring);

}  // namespace herald
