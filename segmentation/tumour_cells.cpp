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

// Logistic weights, printed by tests/calibration/fit_tumour_cells.py.
constexpr double kIntercept = 2.1891;
constexpr double kOwnWeight = 1.2369;
constexpr double kNeighbourhoodWeight = 0.8524;

// Sums are of whole numbers, so that they do not depend on the order of cells.
constexpr double kFixedPoint = 1e6;

std::int64_t fixedPoint(double value) {
  return std::llround(value * kFixedPoint);
}

struct LogitSum {
  std::int64_t sum = 0;
  std::int64_t count = 0;
  [[nodiscard]] double mean() const { return static_cast<double>(sum) / (static_cast<double>(count) * kFixedPoint); }
};

// Cells of neighbouring strips, strip by strip and along x in each, one array a number.
struct CellStrips {
  std::vector<std::int32_t> x;
  std::vector<std::int32_t> y;
  std::vector<std::int64_t> logit;

  void clear() {
    x.clear();
    y.clear();
    logit.clear();
  }
  void add(const CellSummary& cell) {
    x.push_back(cell.seed.x);
    y.push_back(cell.seed.y);
    logit.push_back(fixedPoint(static_cast<double>(cell.tissue_logit)));
  }
};

// Adds the logits of the first `count` cells whose seed is at most sqrt(radius_px2) from `seed`.
HERALD_DISPATCH void addNear(const std::int32_t* x, const std::int32_t* y, const std::int64_t* logit, std::size_t count,
                             Level0Pixel seed, std::int32_t radius_px2, LogitSum& total) {
  std::int64_t sum = 0;
  std::int64_t near = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const std::int32_t dx = x[i] - seed.x;
    const std::int32_t dy = y[i] - seed.y;
    const std::int64_t within = dx * dx + dy * dy <= radius_px2 ? -1 : 0;
    sum += logit[i] & within;
    near -= within;
  }
  total.sum += sum;
  total.count += near;
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
        neighbourhood_(pixel_size.toPx(neighbourhood_um)),
        strip_px_(std::max(1, neighbourhood_.reach.px / kStripsPerReach)) {
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
    auto place = static_cast<std::size_t>(first_window_ - first_strip_);
    for (Window& window : neighbourhood_.of_strip) window.begin = window.end = starts_[place++];
  }

  void measure(CellSummary& cell) {
    LogitSum total;
    const Reach& reach = neighbourhood_.reach;
    const Level0Pixel seed = cell.seed;
    const std::int32_t* x = strips_.x.data();
    const std::int32_t last_strip = stripOf(seed.y + reach.px);
    for (std::int32_t strip = stripOf(seed.y - reach.px); strip <= last_strip; ++strip) {
      Window& window = neighbourhood_.of_strip[static_cast<std::size_t>(strip - first_window_)];
      const std::size_t strip_end = starts_[static_cast<std::size_t>(strip - first_strip_ + 1)];
      while (window.begin < strip_end && x[window.begin] < seed.x - reach.px) ++window.begin;
      while (window.end < strip_end && x[window.end] <= seed.x + reach.px) ++window.end;
      const auto from = static_cast<std::ptrdiff_t>(window.begin);
      addNear(x + from, strips_.y.data() + from, strips_.logit.data() + from,
              window.end - std::min(window.begin, window.end), seed, reach.px2, total);
    }
    cell.neighbourhood_tissue_logit = static_cast<float>(total.mean());
    cell.neighbours_25um = static_cast<float>(total.count - 1);
  }

  std::span<CellSummary> cells_;
  Windows neighbourhood_;
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

// p = 1 / (1 + exp(-(b0 + sum of b_i x_i))).
double tumourProbability(const CellSummary& cell) {
  const double logit = kIntercept + kOwnWeight * static_cast<double>(cell.tissue_logit) +
                       kNeighbourhoodWeight * static_cast<double>(cell.neighbourhood_tissue_logit);
  return 1.0 / (1.0 + std::exp(-logit));
}

std::array<double, 2> otherProbabilities(const TumourCellOptions& options) {
  const double chosen = options.minimum_probability;
  return {chosen - options.probability_margin * chosen, chosen + options.probability_margin * (1 - chosen)};
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
