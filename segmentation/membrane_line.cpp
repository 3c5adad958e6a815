#include "segmentation/membrane_line.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <stdexcept>

#include "segmentation/lanes.h"
#include "stain/dispatch.h"

namespace herald {
namespace {

constexpr int kLead = kMembraneSectors / 2;  // sectors before and behind the turn that is kept
constexpr int kSteps = kMembraneSectors + 2 * kLead;
static_assert(kMostLineOffsets % kLanes == 0);
constexpr float kForbidden = -1e9F;

// Best sums that end at each offset, between two that no path takes: offset k is at k + 1.
using Column = std::array<float, kMostLineOffsets + 2>;
using Columns = std::array<Column, kSteps + 1>;

std::size_t sectorOf(int step) {
  return static_cast<std::size_t>((step + kMembraneSectors - kLead) % kMembraneSectors);
}

// columns[i] = best sums of paths of i steps.
HERALD_DISPATCH void sumPaths(const LineContrasts& contrasts, float change_cost, Columns& columns) {
  const int lanes = (contrasts.offsets + kLanes - 1) / kLanes * kLanes;
  std::array<float, kMostLineOffsets> ceiling;
  for (int k = 0; k < kMostLineOffsets; ++k) {
    ceiling[static_cast<std::size_t>(k)] = k < contrasts.offsets ? std::numeric_limits<float>::max() : kForbidden;
  }
  columns[0].fill(kForbidden);
  std::fill_n(columns[0].begin() + 1, contrasts.offsets, 0.0F);
  for (int step = 0; step < kSteps; ++step) {
    const float* sums = columns[static_cast<std::size_t>(step)].data();
    const float* gains = contrasts.at[sectorOf(step)].data();
    float* next = columns[static_cast<std::size_t>(step) + 1].data();
    next[0] = kForbidden;
    next[lanes + 1] = kForbidden;
    for (int k = 0; k < lanes; ++k) {
      const float moved = std::max(sums[k], sums[k + 2]) - change_cost;
      next[k + 1] = std::min(std::max(sums[k + 1], moved) + gains[k], ceiling[static_cast<std::size_t>(k)]);
    }
  }
}

// The same for so few offsets that one vector holds them and a forbidden one: sums stay in a register from step to
// step.
HERALD_DISPATCH void sumShortPaths(const LineContrasts& contrasts, float change_cost, Columns& columns) {
  using Places = std::int32_t __attribute__((vector_size(sizeof(Lanes))));
  constexpr Places kPlaces = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
  const Lanes forbidden = Lanes{} + kForbidden;
  const Lanes ceiling = kPlaces < contrasts.offsets ? Lanes{} + std::numeric_limits<float>::max() : forbidden;
  Lanes sums = kPlaces < contrasts.offsets ? Lanes{} : forbidden;
  for (int step = 0; step < kSteps; ++step) {
    float* column = columns[static_cast<std::size_t>(step)].data();
    column[0] = kForbidden;
    storeLanes(sums, column + 1);
    const Lanes inner = __builtin_shufflevector(sums, sums, 15, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14);
    const Lanes outer = __builtin_shufflevector(sums, sums, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 0);
    const Lanes moved = (inner < outer ? outer : inner) - change_cost;
    Lanes gains;
    loadLanes(contrasts.at[sectorOf(step)].data(), gains);
    sums = (sums < moved ? moved : sums) + gains;
    sums = ceiling < sums ? ceiling : sums;
  }
  storeLanes(sums, columns[kSteps].data() + 1);
}

}  // namespace

std::array<int, kMembraneSectors> followLine(const LineContrasts& contrasts, float change_cost) {
  if (contrasts.offsets < 1 || contrasts.offsets > kMostLineOffsets) throw std::logic_error("offsets out of range");
  Columns columns;
  if (contrasts.offsets < kLanes) {
    sumShortPaths(contrasts, change_cost, columns);
  } else {
    sumPaths(contrasts, change_cost, columns);
  }
  const float* last = columns[kSteps].data() + 1;
  auto offset = static_cast<int>(std::max_element(last, last + contrasts.offsets) - last);
  std::array<int, kMembraneSectors> path{};
  for (int step = kSteps - 1; step >= kLead; --step) {
    if (step < kLead + kMembraneSectors) path[sectorOf(step)] = offset;
    // The move that made the sum: none unless one gives more, outwards only for still more.
    const float* sums = columns[static_cast<std::size_t>(step)].data() + 1 + offset;
    const float inwards = sums[-1] - change_cost;
    const float outwards = sums[1] - change_cost;
    if (outwards > std::max(sums[0], inwards)) {
      ++offset;
    } else if (inwards > sums[0]) {
      --offset;
    }
  }
  return path;
}

}  // namespace herald
