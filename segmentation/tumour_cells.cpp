#include "segmentation/tumour_cells.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <vector>

#include "stain/dispatch.h"

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

// Logarithms of the rings' densities: a difference of means is then the ratio of geometric means, from which whatever
// multiplies all densities of a place (thickness of the section, counterstain, scanner) falls out.
CellTerms termsOf(const CellSummary& cell) {
  const auto logarithm = [](float od, double most) {
    return fixedPoint(std::log(std::clamp(static_cast<double>(od), kLeastRingOd, most)));
  };
  const double nucleus_od = std::max(kLeastNucleusOd, static_cast<double>(cell.nucleus_hematoxylin_od));
  return {logarithm(cell.ring_od_p50, kMostRingMedianOd), logarithm(cell.ring_od_p10, kMostRingLowOd),
          fixedPoint(static_cast<double>(cell.nucleus_area_um2)),
          fixedPoint(static_cast<double>(cell.ring_hematoxylin_od) / nucleus_od)};
}

struct TermSums {
  std::int64_t first = 0;
  std::int64_t second = 0;
  std::int64_t count = 0;
  [[nodiscard]] double meanFirst() const { return mean(first); }
  [[nodiscard]] double meanSecond() const { return mean(second); }

 private:
  [[nodiscard]] double mean(std::int64_t sum) const {
    return static_cast<double>(sum) / (static_cast<double>(count) * kFixedPoint);
  }
};

// Cells of neighbouring strips, strip by strip and along x in each, one array a number.
struct CellStrips {
  std::vector<std::int32_t> x;
  std::vector<std::int32_t> y;
  std::vector<std::int64_t> log_ring_p50;
  std::vector<std::int64_t> log_ring_p10;
  std::vector<std::int64_t> nucleus_area;
  std::vector<std::int64_t> hematoxylin_ratio;

  void clear() {
    x.clear();
    y.clear();
    log_ring_p50.clear();
    log_ring_p10.clear();
    nucleus_area.clear();
    hematoxylin_ratio.clear();
  }
  void add(const CellSummary& cell) {
    const CellTerms terms = termsOf(cell);
    x.push_back(cell.seed.x);
    y.push_back(cell.seed.y);
    log_ring_p50.push_back(terms.log_ring_p50);
    log_ring_p10.push_back(terms.log_ring_p10);
    nucleus_area.push_back(terms.nucleus_area);
    hematoxylin_ratio.push_back(terms.hematoxylin_ratio);
  }
};

// Adds the two terms of the first `count` cells whose seed is at most sqrt(radius_px2) from `seed`.
HERALD_DISPATCH void addNear(const std::int32_t* x, const std::int32_t* y, const std::int64_t* first,
                             const std::int64_t* second, std::size_t count, Level0Pixel seed, std::int32_t radius_px2,
                             TermSums& sums) {
  std::int64_t first_sum = 0;
  std::int64_t second_sum = 0;
  std::int64_t near = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const std::int32_t dx = x[i] - seed.x;
    const std::int32_t dy = y[i] - seed.y;
    const std::int64_t within = dx * dx + dy * dy <= radius_px2 ? -1 : 0;
    first_sum += first[i] & within;
    second_sum += second[i] & within;
    near -= within;
  }
  sums.first += first_sum;
  sums.second += second_sum;
  sums.count += near;
}

struct Reach {
  explicit Reach(double radius_px)
      : px(static_cast<std::int32_t>(std::floor(radius_px))),
        px2(static_cast<std::int32_t>(std::floor(radius_px * radius_px))) {}
  std::int32_t px;
  std::int32_t px2;  // a squared distance is a whole number
};

}  // namespace

void validate(const TumourCellOptions& options) {
  requireInRanges(options);
}

namespace {

// Runs over the cells in horizontal strips of kStripsPerReach to the longest reach.
class NeighbourhoodMeasurement {
 public:
  NeighbourhoodMeasurement(std::span<CellSummary> cells, PixelSize pixel_size, double neighbourhood_um)
      : cells_(cells),
        surroundings_(pixel_size.toPx(kSurroundingsUm)),
        neighbourhood_(pixel_size.toPx(neighbourhood_um)),
        context_(pixel_size.toPx(kContextUm)),
        strip_px_(std::max(1, std::max(context_.reach.px, neighbourhood_.reach.px) / kStripsPerReach)) {
    sortIntoStrips();
  }

  // Strips are taken a few at a time: those within reach of them lie in arrays meanwhile.
  void run() {
    constexpr std::int32_t kStripsAtOnce = 32;
    const std::int32_t end = first_ + static_cast<std::int32_t>(strip_start_.size()) - 1;
    for (std::int32_t first = first_; first < end; first += kStripsAtOnce) {
      gather(first - kStripsPerReach - 1, first + kStripsAtOnce + kStripsPerReach + 1);
      for (std::int32_t strip = first; strip < first + kStripsAtOnce; ++strip) {
        restart(strip);
        for (std::size_t i = firstOf(strip); i < firstOf(strip + 1); ++i) measure(cells_[order_[i]]);
      }
    }
  }

 private:
  // Thinner strips hold fewer cells beyond the reach and make more windows to move.
  static constexpr std::int32_t kStripsPerReach = 2;

  // Cells of one strip within reach along x: moves on with the cell that asks.
  struct Window {
    std::size_t begin = 0;
    std::size_t end = 0;
  };
  // The windows of one reach, of the strips within it.
  struct Windows {
    explicit Windows(double radius_px) : reach(radius_px) {}
    Reach reach;
    std::array<Window, 2 * kStripsPerReach + 3> of_strip;
  };

  [[nodiscard]] std::int32_t stripOf(std::int32_t y) const {
    return y >= 0 ? y / strip_px_ : -((-y + strip_px_ - 1) / strip_px_);
  }
  // Cells by strip, then x, y.
  void sortIntoStrips() {
    if (cells_.empty()) return;
    const auto by_y = [](const CellSummary& a, const CellSummary& b) { return a.seed.y < b.seed.y; };
    const auto [top, bottom] = std::minmax_element(cells_.begin(), cells_.end(), by_y);
    first_ = stripOf(top->seed.y);
    strip_start_.assign(static_cast<std::size_t>(stripOf(bottom->seed.y) - first_) + 2, 0);
    const auto place = [&](const CellSummary& cell) { return static_cast<std::size_t>(stripOf(cell.seed.y) - first_); };
    for (const CellSummary& cell : cells_) ++strip_start_[place(cell) + 1];
    std::partial_sum(strip_start_.begin(), strip_start_.end(), strip_start_.begin());
    order_.resize(cells_.size());
    std::vector<std::size_t> next = strip_start_;
    for (std::size_t i = 0; i < cells_.size(); ++i) order_[next[place(cells_[i])]++] = i;
    for (std::size_t strip = 0; strip + 1 < strip_start_.size(); ++strip)
      std::sort(order_.begin() + static_cast<std::ptrdiff_t>(strip_start_[strip]),
                order_.begin() + static_cast<std::ptrdiff_t>(strip_start_[strip + 1]),
                [&](std::size_t a, std::size_t b) {
                  const Level0Pixel& p = cells_[a].seed;
                  const Level0Pixel& q = cells_[b].seed;
                  return p.x != q.x ? p.x < q.x : p.y < q.y;
                });
  }
  // Place in order_ of the first cell in `strip` or below.
  [[nodiscard]] std::size_t firstOf(std::int32_t strip) const {
    const auto last = static_cast<std::int32_t>(strip_start_.size()) - 1;
    return strip_start_[static_cast<std::size_t>(std::clamp(strip - first_, 0, last))];
  }

  void gather(std::int32_t first, std::int32_t end) {
    strips_.clear();
    starts_.assign(1, 0);
    first_strip_ = first;
    for (std::int32_t strip = first; strip < end; ++strip) {
      for (std::size_t i = firstOf(strip); i < firstOf(strip + 1); ++i) strips_.add(cells_[order_[i]]);
      starts_.push_back(strips_.x.size());
    }
  }

  // The next cells come from `strip`, by x.
  void restart(std::int32_t strip) {
    first_window_ = strip - kStripsPerReach - 1;
    for (Windows* windows : {&surroundings_, &neighbourhood_, &context_}) {
      auto place = static_cast<std::size_t>(first_window_ - first_strip_);
      for (Window& window : windows->of_strip) window.begin = window.end = starts_[place++];
    }
  }

  void addWithin(Windows& windows, Level0Pixel seed, const std::vector<std::int64_t>& first,
                 const std::vector<std::int64_t>& second, TermSums& sums) const {
    const Reach& reach = windows.reach;
    const std::int32_t* x = strips_.x.data();
    const std::int32_t last_strip = stripOf(seed.y + reach.px);
    for (std::int32_t strip = stripOf(seed.y - reach.px); strip <= last_strip; ++strip) {
      Window& window = windows.of_strip[static_cast<std::size_t>(strip - first_window_)];
      const std::size_t strip_end = starts_[static_cast<std::size_t>(strip - first_strip_ + 1)];
      while (window.begin < strip_end && x[window.begin] < seed.x - reach.px) ++window.begin;
      while (window.end < strip_end && x[window.end] <= seed.x + reach.px) ++window.end;
      const auto from = static_cast<std::ptrdiff_t>(window.begin);
      addNear(x + from, strips_.y.data() + from, first.data() + from, second.data() + from,
              window.end - std::min(window.begin, window.end), seed, reach.px2, sums);
    }
  }

  // On the 1+ core, glands against the rest, the 10th percentile of rings over a neighbourhood has an area under the
  // ROC curve of 0.94, features of the nucleus alone 0.62 (prototype): density leads, the nuclei help.
  void measure(CellSummary& cell) {
    TermSums surroundings;
    TermSums neighbourhood;
    TermSums context;
    addWithin(surroundings_, cell.seed, strips_.log_ring_p50, strips_.log_ring_p10, surroundings);
    addWithin(neighbourhood_, cell.seed, strips_.nucleus_area, strips_.hematoxylin_ratio, neighbourhood);
    addWithin(context_, cell.seed, strips_.log_ring_p50, strips_.log_ring_p10, context);
    cell.ring_od_p50_contrast = static_cast<float>(surroundings.meanFirst() - context.meanFirst());
    cell.ring_od_p10_contrast = static_cast<float>(surroundings.meanSecond() - context.meanSecond());
    cell.neighbourhood_nucleus_area_um2 = static_cast<float>(neighbourhood.meanFirst());
    cell.neighbourhood_hematoxylin_ratio = static_cast<float>(neighbourhood.meanSecond());
    cell.neighbours_25um = static_cast<float>(neighbourhood.count - 1);
  }

  std::span<CellSummary> cells_;
  Windows surroundings_;
  Windows neighbourhood_;
  Windows context_;
  std::int32_t strip_px_;
  std::vector<std::size_t> order_;        // cells by strip, then x
  std::vector<std::size_t> strip_start_;  // of each strip in order_, and the end
  std::int32_t first_ = 0;                // strip of the first
  CellStrips strips_;
  std::vector<std::size_t> starts_;  // of each gathered strip in strips_, and the end
  std::int32_t first_strip_ = 0;
  std::int32_t first_window_ = 0;  // strip of the first window
};

// Runs a step on the summaries of whole records.
template <class Step>
void onSummaries(std::span<CellRecord> cells, const Step& step) {
  std::vector<CellSummary> summaries = summariesOf(cells);
  step(std::span<CellSummary>(summaries));
  for (std::size_t i = 0; i < cells.size(); ++i) static_cast<CellSummary&>(cells[i]) = summaries[i];
}

}  // namespace

void measureNeighbourhoods(std::span<CellSummary> cells, PixelSize level0_pixel_size, double neighbourhood_um) {
  NeighbourhoodMeasurement(cells, level0_pixel_size, neighbourhood_um).run();
}

void measureNeighbourhoods(std::span<CellRecord> cells, PixelSize level0_pixel_size, double neighbourhood_um) {
  onSummaries(cells, [&](std::span<CellSummary> summaries) {
    measureNeighbourhoods(summaries, level0_pixel_size, neighbourhood_um);
  });
}

// Logistic model: p = 1 / (1 + exp(-(b0 + sum of b_i x_i))).
double tumourProbability(const CellSummary& cell) {
  const double logit = kIntercept + kRingMedianContrastWeight * static_cast<double>(cell.ring_od_p50_contrast) +
                       kRingLowContrastWeight * static_cast<double>(cell.ring_od_p10_contrast) +
                       kNucleusAreaWeight * static_cast<double>(cell.neighbourhood_nucleus_area_um2) +
                       kHematoxylinRatioWeight * static_cast<double>(cell.neighbourhood_hematoxylin_ratio);
  return 1.0 / (1.0 + std::exp(-logit));
}

void selectTumourCells(std::span<CellSummary> cells, const TumourCellOptions& options) {
  validate(options);
  for (CellSummary& cell : cells) {
    // In thousandths, so that a last-bit difference of exp between machines cannot move a cell.
    const double probability = std::round(tumourProbability(cell) * 1000) / 1000;
    cell.tumour_probability = static_cast<float>(probability);
    cell.tumour = options.selection != TumourSelection::kAutomatic || probability >= options.minimum_probability;
    if (cell.excluded == Exclusion::kNotTumour) cell.excluded = Exclusion::kNone;  // of an earlier selection
    if (!cell.tumour && cell.excluded == Exclusion::kNone) cell.excluded = Exclusion::kNotTumour;
  }
}

void selectTumourCells(std::span<CellRecord> cells, const TumourCellOptions& options) {
  onSummaries(cells, [&](std::span<CellSummary> summaries) { selectTumourCells(summaries, options); });
}

}  // namespace herald
