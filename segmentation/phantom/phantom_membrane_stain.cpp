#include "segmentation/phantom/phantom_membrane_stain.h"

#include <algorithm>
#include <cmath>

#include "segmentation/phantom/phantom_random.h"

namespace herald {

float odOfStretch(const PhantomMembrane& membrane, const PhantomLineTexture& texture, const PhantomMembraneStain& stain,
                  std::size_t i) {
  const double count = static_cast<double>(membrane.dab_od.size());
  const double middle = (static_cast<double>(i) + 0.5) / count;
  const double inside_um = std::min(stain.from > 0 ? (middle - stain.from) * membrane.length_um : 1e9,
                                    stain.to < 1 ? (stain.to - middle) * membrane.length_um : 1e9);
  if (inside_um <= 0 || stain.level <= 0) return 0;
  const double along_um = middle * membrane.length_um;
  const std::uint64_t seed = texture.seed ^ 0xa2;
  const double row = 1000.0 * static_cast<double>(texture.membrane);
  const double bead =
      1 + 0.55 * smoothNoise(seed, along_um, row, 2.4) + 0.45 * smoothNoise(seed, along_um, row + 500, 0.9);
  // Stain gathers where three cells meet.
  const double to_corner_um = std::min(along_um, membrane.length_um - along_um);
  const double corner = 1 + 0.35 * std::exp(-to_corner_um / 0.8);
  // Ends of an arc fade over about 0.6 um.
  return static_cast<float>(stain.level * std::max(0.5, bead) * corner * std::min(1.0, 0.4 + inside_um));
}

PhantomStainSum sumOf(const PhantomMembrane& membrane, const PhantomLineTexture& texture,
                      const PhantomMembraneStain& stain) {
  PhantomStainSum sum;
  if (stain.level <= 0 || stain.to <= stain.from) return sum;
  const double step_um = membrane.length_um / static_cast<double>(membrane.dab_od.size());
  for (std::size_t i = 0; i < membrane.dab_od.size(); ++i) {
    const double od = odOfStretch(membrane, texture, stain, i);
    if (od < kPhantomStainedOd) continue;
    sum.stained_um += step_um;
    sum.od_um += step_um * od;
  }
  return sum;
}

}  // namespace herald
