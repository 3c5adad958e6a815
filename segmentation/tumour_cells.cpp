#include "segmentation/tumour_cells.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <stdexcept>
#include <vector>

namespace herald {
namespace {

// Logistic weights, printed by tests/calibration/fit_tumour_cells.py for the marked regions of the four HER2 cores
// (tests/real/marked_regions.json) and the four sample slides, each slide weighing the same.
constexpr double kIntercept = -0.105;
constexpr double kRingOdWeight = 15.88;
constexpr double kRingCvWeight = -1.04;
constexpr double kNeighbourhoodOdWeight = 1.014;
constexpr double kNeighbourhoodCvWeight = -2.335;
constexpr double kNucleusAreaWeight = 0.0357;
constexpr double kEccentricityWeight = -0.725;

// Coefficients of variation beyond this are noise over a mean near zero; the fit caps them as well.
constexpr double kLargestCv = 2.0;

// Sums are of whole numbers, so that they do not depend on the order of cells.
constexpr double kFixedPoint = 1e6;

// Seeds in square buckets as wide as the neighbourhood.
class SeedBuckets {
 public:
  SeedBuckets(std::span<const CellRecord> cells, double edge_px) : edge_px_(edge_px) {
    for (std::size_t i = 0; i < cells.size(); ++i) buckets_[bucketOf(cells[i].seed)].push_back(i);
  }
  template <class Visit>
  void forNear(Level0Pixel seed, Visit&& visit) const {
    const auto [by, bx] = bucketOf(seed);
    for (std::int64_t y = by - 1; y <= by + 1; ++y) {
      for (std::int64_t x = bx - 1; x <= bx + 1; ++x) {
        const auto found = buckets_.find({y, x});
        if (found == buckets_.end()) continue;
        for (const std::size_t i : found->second) visit(i);
      }
    }
  }

 private:
  using Key = std::pair<std::int64_t, std::int64_t>;
  [[nodiscard]] Key bucketOf(Level0Pixel seed) const {
    return {static_cast<std::int64_t>(std::floor(seed.y / edge_px_)),
            static_cast<std::int64_t>(std::floor(seed.x / edge_px_))};
  }
  double edge_px_;
  std::map<Key, std::vector<std::size_t>> buckets_;
};

}  // namespace

void validate(const TumourCellOptions& options) {
  if (!(options.minimum_probability >= 0 && options.minimum_probability <= 1)) {
    throw std::invalid_argument("tumour.minimum_probability must be in 0-1");
  }
  if (!(options.neighbourhood_um >= 5 && options.neighbourhood_um <= 200)) {
    throw std::invalid_argument("tumour.neighbourhood_um must be in 5-200");
  }
}

void measureNeighbourhoods(std::span<CellRecord> cells, PixelSize level0_pixel_size, double neighbourhood_um) {
  const double reach_px = level0_pixel_size.toPx(neighbourhood_um);
  const SeedBuckets buckets(cells, reach_px);
  for (CellRecord& cell : cells) {
    std::int64_t p10 = 0;
    std::int64_t cv = 0;
    std::int64_t count = 0;
    buckets.forNear(cell.seed, [&](std::size_t i) {
      const CellRecord& other = cells[i];
      const double dx = other.seed.x - cell.seed.x;
      const double dy = other.seed.y - cell.seed.y;
      if (dx * dx + dy * dy > reach_px * reach_px) return;
      p10 += std::llround(static_cast<double>(other.ring_od_p50) * kFixedPoint);
      cv += std::llround(static_cast<double>(other.ring_od_cv) * kFixedPoint);
      ++count;
    });
    const double n = static_cast<double>(count) * kFixedPoint;
    cell.neighbourhood_ring_od_p50 = static_cast<float>(static_cast<double>(p10) / n);
    cell.neighbourhood_ring_od_cv = static_cast<float>(static_cast<double>(cv) / n);
    cell.neighbours_25um = static_cast<float>(count - 1);
  }
}

double tumourProbability(const CellRecord& cell) {
  const double logit =
      kIntercept + kRingOdWeight * static_cast<double>(cell.ring_od_p50) +
      kRingCvWeight * std::min(kLargestCv, static_cast<double>(cell.ring_od_cv)) +
      kNeighbourhoodOdWeight * static_cast<double>(cell.neighbourhood_ring_od_p50) +
      kNeighbourhoodCvWeight * std::min(kLargestCv, static_cast<double>(cell.neighbourhood_ring_od_cv)) +
      kNucleusAreaWeight * static_cast<double>(cell.nucleus_area_um2) +
      kEccentricityWeight * static_cast<double>(cell.nucleus_eccentricity);
  return 1.0 / (1.0 + std::exp(-logit));
}

void selectTumourCells(std::span<CellRecord> cells, const TumourCellOptions& options) {
  validate(options);
  for (CellRecord& cell : cells) {
    // In thousandths, so that a last-bit difference of exp between machines cannot move a cell.
    const double probability = std::round(tumourProbability(cell) * 1000) / 1000;
    cell.tumour_probability = static_cast<float>(probability);
    cell.tumour = options.selection != TumourSelection::kAutomatic || probability >= options.minimum_probability;
    if (cell.excluded == Exclusion::kNotTumour) cell.excluded = Exclusion::kNone;  // of an earlier selection
    if (!cell.tumour && cell.excluded == Exclusion::kNone) cell.excluded = Exclusion::kNotTumour;
  }
}

}  // namespace herald
