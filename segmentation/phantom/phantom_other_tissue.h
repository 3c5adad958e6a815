// Tissue of synthetic slides that is neither tumour nor its stroma: smooth muscle, and sheets of lymphocytes.
// Pure functions; deterministic in the options.
#pragma once

#include "segmentation/phantom/phantom_ground.h"

namespace herald {

// Bundle of smooth muscle at a place: fibres of one bundle run in one direction, in a quarter of the bundles across the
// section, where they show as dots.
struct PhantomBundle {
  double angle = 0;
  bool across = false;
  double edge_um = 0;  // to the next bundle, about
};
// Loose stroma lies where the edge is nearer than this, micrometres.
inline constexpr double kMuscleCleftUm = 5;
[[nodiscard]] PhantomBundle bundleAt(std::uint64_t seed, PointUm at);

// Pale fibres of the muscle, in their place of the scene's fibres.
void addMuscleFibres(PhantomGround& ground);
// Its nuclei; cells of kind kStroma.
void addMuscleCells(PhantomGround& ground);
// Lymphocytes side by side; cells of kind kLymphocyte.
void addLymphoidCells(PhantomGround& ground);

}  // namespace herald
