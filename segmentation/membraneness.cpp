#include "segmentation/membraneness.h"

#include <algorithm>
#include <cmath>

#include "stain/unmixing.h"

namespace herald {

double MembranenessOptions::reachUm() const {
  constexpr double kRoundingUm = 1.0;  // kernel and square are rounded to whole pixels
  return std::max(surroundings_um * std::sqrt(2.0), 3 * smoothing_um * std::sqrt(2.0)) + kRoundingUm;
}

void measureMembraneness(ImageView<std::int16_t> dab, double um_per_px, const MembranenessOptions& options,
                         MembranenessScratch& scratch, Membraneness& membraneness) {
  toFloat(dab, scratch.dab);
  gaussianSmooth(scratch.dab, options.smoothing_um / um_per_px, membraneness.smooth_dab, scratch.smoothing);
  boxMean(dab, std::max(1, static_cast<int>(std::lround(options.surroundings_um / um_per_px))), scratch.surroundings);
  membraneness.value.reset(dab.width, dab.height);
  const auto clear = static_cast<float>(options.clear_membrane_od * kMilliOd);
  for (int y = 0; y < dab.height; ++y) {
    const float* smooth = membraneness.smooth_dab.row(y);
    const float* surroundings = scratch.surroundings.row(y);
    float* value = membraneness.value.row(y);
    for (int x = 0; x < dab.width; ++x) value[x] = std::clamp((smooth[x] - surroundings[x]) / clear, 0.0F, 1.0F);
  }
}

}  // namespace herald
