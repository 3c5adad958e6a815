#include "segmentation/phantom/phantom_cell_truth.h"

namespace herald {
namespace {

// Places in kPhantomPatternNames; moderate and strong follow weak.
constexpr int kNone = 0;
constexpr int kIncompleteWeak = 1;
constexpr int kCompleteWeak = 4;

}  // namespace

void measureTruth(PhantomCell& cell, const std::vector<PhantomMembrane>& membranes) {
  double length = 0;
  double stained = 0;
  double od = 0;
  double width = 0;
  for (const int index : cell.membranes) {
    const PhantomMembrane& membrane = membranes[static_cast<std::size_t>(index)];
    const double step_um = membrane.length_um / static_cast<double>(membrane.dab_od.size());
    length += membrane.length_um;
    for (const float stretch_od : membrane.dab_od) {
      if (stretch_od < kPhantomStainedOd) continue;
      stained += step_um;
      od += step_um * stretch_od;
      width += step_um * membrane.width_um;
    }
  }
  cell.completeness = length > 0 ? stained / length : 0;
  cell.dab_od = stained > 0 ? od / stained : 0;
  cell.width_um = stained > 0 ? width / stained : 0;
}

int patternOf(double completeness, double dab_od, const PhantomCuts& cuts) {
  if (completeness < cuts.none_fraction) return kNone;
  const int strength = dab_od < cuts.moderate_od ? 0 : (dab_od < cuts.strong_od ? 1 : 2);
  return (completeness < cuts.complete_fraction ? kIncompleteWeak : kCompleteWeak) + strength;
}

std::array<int, 7> patternCounts(const PhantomScene& scene) {
  std::array<int, 7> counts{};
  for (const PhantomCell& cell : scene.cells) {
    if (cell.kind != PhantomCellKind::kTumour) continue;
    ++counts[static_cast<std::size_t>(patternOf(cell.completeness, cell.dab_od, scene.options.cuts))];
  }
  return counts;
}

}  // namespace herald
