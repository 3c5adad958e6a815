// Whether the rings of a polygon are apart, found in one sweep: n log n for n corners, however the edges lie.
// Shamos & Hoey, FOCS 1976:208; signs with the error bound of Shewchuk, Discrete Comput Geom 1997;18:305. Pure;
// thread-safe.
#pragma once

#include "segmentation/regions.h"

namespace herald {

enum class RingSweep {
  kApart,          // no edge meets another but at its own ends, and every hole lies in the outline and in no other hole
  kCrossing,       // two edges cross
  kMisplacedHole,  // none crosses, and a hole lies outside the outline or in another hole
  kUnsure          // edges touch, or are too near to tell in double precision
};

// Finite corners up to 1e9, none repeating the one before. A ring of fewer than 3 is kUnsure.
[[nodiscard]] RingSweep sweptRings(const RegionPolygon& polygon);

}  // namespace herald
