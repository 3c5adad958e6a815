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

void MembranenessRows::begin(int width, double um_per_px, const MembranenessOptions& options) {
  width_ = width;
  scale_ = static_cast<float>(kClearMembrane / (options.clear_membrane_od * kMilliOd));
  smoothing_.begin(width, options.smoothing_um / um_per_px);
  surroundings_.begin(width, std::max(1, static_cast<int>(std::lround(options.surroundings_um / um_per_px))));
}

int MembranenessRows::reachPx() const {
  return std::max(smoothing_.reachPx(), surroundings_.reachPx());
}

void MembranenessRows::makeNext(const HeldRows<std::int16_t>& dab, std::uint8_t* value, std::int16_t* smooth_dab) {
  roundToMilliOd(smoothing_.nextRow(dab), width_, smooth_dab);
  scaleRise(smooth_dab, surroundings_.nextRow(dab), width_, scale_, value);
}

void measureMembraneness(ImageView<std::int16_t> dab, double um_per_px, const MembranenessOptions& options,
                         MembranenessRows& rows, Membraneness& membraneness) {
  membraneness.value.resize(dab.width, dab.height);
  membraneness.smooth_dab.resize(dab.width, dab.height);
  rows.begin(dab.width, um_per_px, options);
  for (int y = 0; y < dab.height; ++y)
    rows.makeNext(HeldRows<std::int16_t>{dab}, membraneness.value.row(y), membraneness.smooth_dab.row(y));
}

}  // namespace herald
