#include "segmentation/cell_focus.h"

#include <algorithm>
#include <cmath>

#include "stain/dispatch.h"

namespace herald {
namespace {

constexpr double kNearUm = 1.0;
constexpr double kFarUm = 4.0;
// Differences of optical density beyond 2 count as 2: fourth powers of as many as there can be fit 64 bit.
constexpr std::int32_t kLargestChange = 2047;
constexpr int kMostReachPx = 64;

struct Square {
  int left;
  int top;
  int right;
  int bottom;
};

// Of differences: sums of their squares and of their fourth powers.
struct Changes {
  std::int64_t squares = 0;
  std::int64_t fourths = 0;
};

[[gnu::always_inline]] inline void addChanges(const std::int16_t* a, const std::int16_t* b, int count, Changes& sums) {
  std::int64_t squares = 0;
  std::int64_t fourths = 0;
  for (int x = 0; x < count; ++x) {
    const std::int32_t change = std::clamp(std::int32_t{a[x]} - b[x], -kLargestChange, kLargestChange);
    const auto square = static_cast<std::uint32_t>(change * change);
    squares += square;
    fourths += static_cast<std::int64_t>(std::uint64_t{square} * square);
  }
  sums.squares += squares;
  sums.fourths += fourths;
}

// Over `lag` pixels to the right and down, from every second row.
HERALD_DISPATCH Changes changesOver(ImageView<std::int16_t> od, const Square& square, int lag) {
  Changes sums;
  const int count = square.right - square.left;
  for (int y = square.top; y < square.bottom; y += 2) {
    const std::int16_t* row = od.row(y) + square.left;
    addChanges(row, row + lag, count, sums);
    addChanges(row, od.row(y + lag) + square.left, count, sums);
  }
  return sums;
}

// Mean absolute difference that squares weigh: of a smooth picture it grows in proportion to the lag, so that it may be
// interpolated between whole ones.
double changeOver(ImageView<std::int16_t> od, const Square& square, double lag_px) {
  const int lag = static_cast<int>(lag_px);
  const double beyond = lag_px - lag;
  const auto ofWholeLag = [&](int whole_lag, double share) {
    if (whole_lag == 0 || share <= 0) return 0.0;
    const Changes sums = changesOver(od, square, whole_lag);
    if (sums.squares == 0) return 0.0;
    return share * std::sqrt(static_cast<double>(sums.fourths) / static_cast<double>(sums.squares));
  };
  return ofWholeLag(lag, 1 - beyond) + ofWholeLag(lag + 1, beyond);
}

}  // namespace

float measureFocus(ImageView<std::int16_t> mean_od, int centre_x, int centre_y, double um_per_px) {
  const int longest_lag = static_cast<int>(kFarUm / um_per_px) + 1;
  const int reach = std::clamp(static_cast<int>(std::lround(kFocusReachUm / um_per_px)), 1, kMostReachPx);
  const Square square{std::max(0, centre_x - reach), std::max(0, centre_y - reach),
                      std::min(mean_od.width - longest_lag, centre_x + reach),
                      std::min(mean_od.height - longest_lag, centre_y + reach)};
  if (square.right <= square.left || square.bottom <= square.top) return 0.0F;
  const double far = changeOver(mean_od, square, kFarUm / um_per_px);
  return far > 0 ? static_cast<float>(changeOver(mean_od, square, kNearUm / um_per_px) / far) : 0.0F;
}

}  // namespace herald
