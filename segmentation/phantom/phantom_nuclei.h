// Nuclei of the synthetic slides: vesicular, granular and dark ones, shaped to fit their cells.
// Pure functions; deterministic in the random sequence given.
#pragma once

#include <vector>

#include "segmentation/phantom/phantom_random.h"
#include "segmentation/phantom/phantom_scene.h"

namespace herald {

// Nucleus of a tumour cell that takes about `fraction` of its area, 0.34 in most tumours: then 2.8-4.5 um mean radius,
// elongated with the cell, at least 0.6 um inside its outline (0.3 um above a fraction of 0.6). `basal`: unit vector
// away from the lumen or (0, 0).
[[nodiscard]] PhantomNucleus tumourNucleus(const std::vector<PointUm>& outline, PointUm basal, double fraction,
                                           PhantomRandom& random);

// Nucleus of a smooth muscle cell: a rod of 10-19 um along `angle`, or where the cell is cut across a small round one.
[[nodiscard]] PhantomNucleus muscleNucleus(PointUm centre, double angle, bool across, PhantomRandom& random);

// Spindle nucleus along `angle`, short half axis about 1.4 um.
[[nodiscard]] PhantomNucleus spindleNucleus(PointUm centre, double angle, PhantomRandom& random);

// Round dark nucleus of radius 2.3-3 um.
[[nodiscard]] PhantomNucleus lymphocyteNucleus(PointUm centre, PhantomRandom& random);

// Outline as a closed polygon of `points` points, last not repeated.
[[nodiscard]] std::vector<PointUm> nucleusOutline(const PhantomNucleus& nucleus, int points);

// Radius at an angle (radians, any), interpolated.
[[nodiscard]] double nucleusRadius(const PhantomNucleus& nucleus, double angle);

}  // namespace herald
