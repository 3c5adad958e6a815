// DAB on the shared membranes, so that the truth of the cells comes out in the asked-for mix of patterns.
//
// Each cell is given a pattern (neighbours alike, by a smooth random field); each membrane then takes, of a few ways to
// be stained, the one that serves both its cells best; cells of a surplus pattern are given a missing one until the
// counts agree. Pure functions; deterministic; thread-safe.
#pragma once

#include <vector>

#include "segmentation/phantom/phantom_scene.h"

namespace herald {

// Fills dab_od and width_um of the membranes and the truth of the (tumour) cells.
void stainMembranes(std::vector<PhantomCell>& cells, std::vector<PhantomMembrane>& membranes,
                    const PhantomOptions& options);

}  // namespace herald
