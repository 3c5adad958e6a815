#include "segmentation/membrane_line.h"

#include <algorithm>
#include <cstdint>
#include <stdexcept>

namespace herald {
namespace {

constexpr int kLead = kMembraneSectors / 2;  // sectors before and behind the turn that is kept
constexpr int kSteps = kMembraneSectors + 2 * kLead;

using Column = std::array<float, kMostLineOffsets>;
using Moves = std::array<std::int8_t, kMostLineOffsets>;

// Best sum that ends at each offset of the next sector, and where it came from.
void advance(const Column& sums, const Column& contrasts, int offsets, float change_cost, Column& next, Moves& moves) {
  for (int k = 0; k < offsets; ++k) {
    const auto at = static_cast<std::size_t>(k);
    float best = sums[at];
    std::int8_t move = 0;
    if (k > 0 && sums[at - 1] - change_cost > best) best = sums[at - 1] - change_cost, move = -1;
    if (k + 1 < offsets && sums[at + 1] - change_cost > best) best = sums[at + 1] - change_cost, move = 1;
    next[at] = best + contrasts[at];
    moves[at] = move;
  }
}

}  // namespace

std::array<int, kMembraneSectors> followLine(const LineContrasts& contrasts, float change_cost) {
  if (contrasts.offsets < 1 || contrasts.offsets > kMostLineOffsets) throw std::logic_error("offsets out of range");
  const auto sectorOf = [](int step) {
    return static_cast<std::size_t>((step + kMembraneSectors - kLead) % kMembraneSectors);
  };
  std::array<Moves, kSteps> moves;
  Column sums{};
  Column next{};
  for (int step = 0; step < kSteps; ++step) {
    advance(sums, contrasts.at[sectorOf(step)], contrasts.offsets, change_cost, next,
            moves[static_cast<std::size_t>(step)]);
    std::swap(sums, next);
  }
  auto offset = static_cast<int>(std::max_element(sums.begin(), sums.begin() + contrasts.offsets) - sums.begin());
  std::array<int, kMembraneSectors> path{};
  for (int step = kSteps - 1; step >= kLead; --step) {
    if (step < kLead + kMembraneSectors) path[sectorOf(step)] = offset;
    offset += moves[static_cast<std::size_t>(step)][static_cast<std::size_t>(offset)];
  }
  return path;
}

}  // namespace herald
