// The truth of the cells of a synthetic slide, measured on the membranes they have. Pure; thread-safe.
#pragma once

#include <array>
#include <vector>

#include "segmentation/phantom/phantom_scene.h"

namespace herald {

// Recomputes completeness, width and optical density of one cell from its membranes.
void measureTruth(PhantomCell& cell, const std::vector<PhantomMembrane>& membranes);

// Index into kPhantomPatternNames.
[[nodiscard]] int patternOf(double completeness, double dab_od, const PhantomCuts& cuts);

// Number of tumour cells in each pattern by options.cuts, in the order of kPhantomPatternNames.
[[nodiscard]] std::array<int, 7> patternCounts(const PhantomScene& scene);

}  // namespace herald
