#include "pipeline/pictures/h_score_fields.h"

#include <algorithm>
#include <cmath>

namespace herald {
namespace {

constexpr double kFieldUm = 64;
constexpr double kSmallestPicturePx = 3;

}  // namespace

double hScoreFieldPx(double level0_um_per_px, double picture_downsample) {
  return std::max(kFieldUm / level0_um_per_px, kSmallestPicturePx * picture_downsample);
}

void HScoreFields::add(const CellSummary& cell, StainingPattern pattern) {
  if (!cell.counted()) return;
  const auto placeOf = [&](std::int32_t at) { return static_cast<std::int64_t>(std::floor((at + 0.5) / field_px_)); };
  fields_[{placeOf(cell.seed.y), placeOf(cell.seed.x)}].add(pattern);
}

}  // namespace herald
