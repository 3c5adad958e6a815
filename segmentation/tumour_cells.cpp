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
// (tests/real/marked_regions.json), the four sample slides and two synthetic slides with every class.
constexpr double kIntercept = -7.236;
constexpr double kRingMedianContrastWeight = 2.4177;
constexpr double kRingLowContrastWeight = 6.7933;
constexpr double kNucleusAreaWeight = 0.1068;
constexpr double kHematoxylinRatioWeight = 7.4173;

// Below the least an optical density is noise over glass. Above the most a ring says DAB, not cytoplasm: without the
// caps, unstained epithelium beside strongly stained epithelium would be taken for stroma. The median contains more of
// the membrane than the 10th percentile does, so its cap is lower.
constexpr double kLeastRingOd = 0.02;
constexpr double kMostRingMedianOd = 0.06;
constexpr double kMostRingLowOd = 0.10;
constexpr double kLeastNucleusOd = 0.03;

// Sums are of whole numbers, so that they do not depend on the order of cells.
constexpr double kFixedPoint = 1e6;

std::int64_t fixedPoint(double value) {
  return std::llround(value * kFixedPoint);
}

// What of a cell is averaged over its neighbours, in fixed point.
struct CellTerms {
  std::int64_t log_ring_p50 = 0;
  std::int64_t log_ring_p10 = 0;
  std::int64_t nucleus_area = 0;
  std::int64_t hematoxylin_ratio = 0;
};

CellTerms termsOf(const CellRecord& cell) {
  const auto logarithm = [](float od, double most) {
    return fixedPoint(std::log(std::clamp(static_cast<double>(od), kLeastRingOd, most)));
  };
  const double nucleus_od = std::max(kLeastNucleusOd, static_cast<double>(cell.nucleus_hematoxylin_od));
  return {logarithm(cell.ring_od_p50, kMostRingMedianOd), logarithm(cell.ring_od_p10, kMostRingLowOd),
          fixedPoint(static_cast<double>(cell.nucleus_area_um2)),
          fixedPoint(static_cast<double>(cell.ring_hematoxylin_od) / nucleus_od)};
}

struct TermSums {
  CellTerms sum;
  std::int64_t count = 0;
  void add(const CellTerms& terms) {
    sum.log_ring_p50 += terms.log_ring_p50;
    sum.log_ring_p10 += terms.log_ring_p10;
    sum.nucleus_area += terms.nucleus_area;
    sum.hematoxylin_ratio += terms.hematoxylin_ratio;
    ++count;
  }
  [[nodiscard]] double mean(std::int64_t CellTerms::*term) const {
    return static_cast<double>(sum.*term) / (static_cast<double>(count) * kFixedPoint);
  }
};

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
  std::vector<CellTerms> terms;
  terms.reserve(cells.size());
  for (const CellRecord& cell : cells) terms.push_back(termsOf(cell));
  const auto squared_px = [&](double um) { return level0_pixel_size.toPx(um) * level0_pixel_size.toPx(um); };
  const double surroundings_px2 = squared_px(kSurroundingsUm);
  const double neighbourhood_px2 = squared_px(neighbourhood_um);
  const double context_px2 = squared_px(kContextUm);
  const SeedBuckets buckets(cells, level0_pixel_size.toPx(std::max(kContextUm, neighbourhood_um)));
  for (CellRecord& cell : cells) {
    TermSums surroundings;
    TermSums neighbourhood;
    TermSums context;
    buckets.forNear(cell.seed, [&](std::size_t i) {
      const double dx = cells[i].seed.x - cell.seed.x;
      const double dy = cells[i].seed.y - cell.seed.y;
      const double distance_px2 = dx * dx + dy * dy;
      if (distance_px2 <= surroundings_px2) surroundings.add(terms[i]);
      if (distance_px2 <= neighbourhood_px2) neighbourhood.add(terms[i]);
      if (distance_px2 <= context_px2) context.add(terms[i]);
    });
    const auto contrast = [&](std::int64_t CellTerms::*term) {
      return static_cast<float>(surroundings.mean(term) - context.mean(term));
    };
    cell.ring_od_p50_contrast = contrast(&CellTerms::log_ring_p50);
    cell.ring_od_p10_contrast = contrast(&CellTerms::log_ring_p10);
    cell.neighbourhood_nucleus_area_um2 = static_cast<float>(neighbourhood.mean(&CellTerms::nucleus_area));
    cell.neighbourhood_hematoxylin_ratio = static_cast<float>(neighbourhood.mean(&CellTerms::hematoxylin_ratio));
    cell.neighbours_25um = static_cast<float>(neighbourhood.count - 1);
  }
}

double tumourProbability(const CellRecord& cell) {
  const double logit = kIntercept + kRingMedianContrastWeight * static_cast<double>(cell.ring_od_p50_contrast) +
                       kRingLowContrastWeight * static_cast<double>(cell.ring_od_p10_contrast) +
                       kNucleusAreaWeight * static_cast<double>(cell.neighbourhood_nucleus_area_um2) +
                       kHematoxylinRatioWeight * static_cast<double>(cell.neighbourhood_hematoxylin_ratio);
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
