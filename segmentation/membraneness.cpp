#include "segmentation/membraneness.h"

#include <algorithm>
#include <cmath>

#include "stain/dispatch.h"
#include "stain/unmixing.h"

namespace herald {
namespace {

HERALD_DISPATCH void scaleRise(const std::int16_t* smooth, const float* surroundings, int width, float scale,
                               std::uint8_t* value) {
  constexpr auto kMost = static_cast<float>(kClearMembrane);
  for (int x = 0; x < width; ++x) {
    const float rise = (static_cast<float>(smooth[x]) - surroundings[x]) * scale;
    value[x] = static_cast<std::uint8_t>(static_cast<std::int32_t>(std::min(std::max(rise, 0.0F), kMost)));
  }
}

}  // namespace

double MembranenessOptions::reachUm() const {
  constexpr double kRoundingUm = 1.0;  // kernel and square are rounded to whole pixels
  return std::max(surroundings_um * std::sqrt(2.0), 3 * smoothing_um * std::sqrt(2.0)) + kRoundingUm;
}

void measureMembraneness(ImageView<std::int16_t> dab, double um_per_px, const MembranenessOptions& options,
                         MembranenessScratch& scratch, Membraneness& membraneness) {
  gaussianSmooth(dab, options.smoothing_um / um_per_px, membraneness.smooth_dab, scratch.smoothing);
  scratch.surroundings.begin(dab, std::max(1, static_cast<int>(std::lround(options.surroundings_um / um_per_px))));
  membraneness.value.resize(dab.width, dab.height);
  const auto scale = static_cast<float>(kClearMembrane / (options.clear_membrane_od * kMilliOd));
  for (int y = 0; y < dab.height; ++y) {
    scaleRise(membraneness.smooth_dab.row(y), scratch.surroundings.nextRow(), dab.width, scale,
              membraneness.value.row(y));
  }
}

}  // namespace herald
