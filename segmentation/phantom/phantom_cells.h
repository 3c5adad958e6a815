// Tumour cells and their shared membranes from sites: Voronoi cells by clipping, relaxed (Lloyd, IEEE Trans Inf Theory
// 1982;28:129) and bent by a smooth warp. Pure functions; deterministic; thread-safe.
#pragma once

#include <vector>

#include "segmentation/phantom/phantom_layout.h"

namespace herald {

struct PhantomTissue {
  std::vector<PhantomCell> cells;          // without nuclei and stain
  std::vector<PhantomMembrane> membranes;  // without stain
  std::vector<PointUm> basal;              // per cell: unit vector away from the lumen, (0, 0) where there is none
};

[[nodiscard]] PhantomTissue buildTissue(const PhantomLayout& layout, const PhantomOptions& options);

// Even-odd rule.
[[nodiscard]] bool insidePolygon(const std::vector<PointUm>& polygon, PointUm at);
// Centroid of a simple polygon with at least three points.
[[nodiscard]] PointUm polygonCentroid(const std::vector<PointUm>& polygon);
// Area, positive whatever the sense of turning.
[[nodiscard]] double polygonArea(const std::vector<PointUm>& polygon);

}  // namespace herald
