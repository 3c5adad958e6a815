// Cords and single files of tumour cells in stroma, as of a trabecular or a lobular carcinoma: lines that run with the
// collagen and keep apart, and the cells on them. Pure functions; deterministic in the options; thread-safe.
#pragma once

#include <vector>

#include "segmentation/phantom/phantom_layout.h"

namespace herald {

struct PhantomStrand {
  std::vector<PointUm> line;  // its middle, points 2 um apart
  int rows = 1;               // cells abreast
};

// Strands in the stroma of the layout, until their cells cover nest_fraction of the tissue or no more fit (below
// half of it). None for layouts other than kStrands (2-3 rows) and kFiles (1 row).
[[nodiscard]] std::vector<PhantomStrand> placeStrands(const PhantomLayout& layout, const PhantomOptions& options);

// The cells of the strands, and beside each strand sites of its surrounding, which end its cells.
[[nodiscard]] std::vector<PhantomSite> strandSites(const PhantomLayout& layout, const PhantomOptions& options);

}  // namespace herald
