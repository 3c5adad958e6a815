#include "segmentation/centre_seeds.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>

#include "segmentation/nucleus_centres.h"

namespace herald {
namespace {

constexpr int kBesidePx = 2;
constexpr int kMaximumReachPx = kCentreSeedReachPx - 1;
constexpr int kMeanPx = 9;  // 3 x 3
constexpr int kNowhere = kMeanPx * -128 - 1;

bool inRowMajorOrder(const NucleusSeed& a, const NucleusSeed& b) {
  return a.y != b.y ? a.y < b.y : a.x < b.x;
}

// Of 3 x 3 pixels; beyond the border nothing is likely.
int sumAround(ImageView<std::int8_t> centres, int x, int y) {
  if (x < 1 || y < 1 || x + 1 >= centres.width || y + 1 >= centres.height) return kNowhere;
  int sum = 0;
  for (int dy = -1; dy <= 1; ++dy)
    for (int dx = -1; dx <= 1; ++dx) sum += centres.row(y + dy)[x + dx];
  return sum;
}

// Of equal ones the first is the maximum.
bool isMaximum(ImageView<std::int8_t> centres, int x, int y, int sum) {
  for (int dy = -kMaximumReachPx; dy <= kMaximumReachPx; ++dy) {
    for (int dx = -kMaximumReachPx; dx <= kMaximumReachPx; ++dx) {
      const bool before = dy < 0 || (dy == 0 && dx < 0);
      const int other = sumAround(centres, x + dx, y + dy);
      if (other > sum || (before && other == sum)) return false;
    }
  }
  return true;
}

bool hasSeedBeside(std::span<const NucleusSeed> seeds, int x, int y) {
  const auto above = [](const NucleusSeed& seed, int row) { return seed.y < row; };
  auto seed = std::lower_bound(seeds.begin(), seeds.end(), y - kBesidePx, above);
  for (; seed != seeds.end() && seed->y <= y + kBesidePx; ++seed)
    if (std::abs(seed->x - x) <= kBesidePx) return true;
  return false;
}

}  // namespace

void addCentreSeeds(ImageView<std::int8_t> centres, int first_row, int end_row, const NucleusOptions& options,
                    std::vector<NucleusSeed>& seeds) {
  if (options.minimum_centre_probability <= 0) return;
  const int least = kMeanPx * leastCentreLogit(options);
  const std::size_t known = seeds.size();
  for (int y = first_row; y < end_row; ++y) {
    const std::int8_t* row = centres.row(y);
    for (int x = 0; x < centres.width; ++x) {
      if (row[x] * kMeanPx < least || row[x] == NucleusCentreRows::kCertain) continue;
      const int sum = sumAround(centres, x, y);
      if (sum < least || !isMaximum(centres, x, y, sum)) continue;
      if (hasSeedBeside(std::span(seeds).first(known), x, y)) continue;
      seeds.push_back({x, y, 0, static_cast<float>(options.largest_radius_um)});
    }
  }
  std::inplace_merge(seeds.begin(), seeds.begin() + static_cast<std::ptrdiff_t>(known), seeds.end(), inRowMajorOrder);
}

}  // namespace herald
