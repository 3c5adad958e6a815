// 95 % intervals of percentages: Wilson's, and a bootstrap over blocks of tissue.
//
// Wilson EB, J Am Stat Assoc 1927;22:209: score interval of a binomial share, as if cells were drawn independently.
// Cells are not: staining comes in glands and fields. The block bootstrap resamples whole squares of tissue instead
// (spatial blocks: Hall P, Stoch Proc Appl 1985;20:231; percentile interval: Efron & Tibshirani, An Introduction to
// the Bootstrap, 1993, ch. 13), and is usually the wider of the two. Random numbers: splitmix64 (Steele, Lea & Flood,
// OOPSLA 2014), so that results are the same on every machine. Pure functions; deterministic; thread-safe.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "scoring/cell_class.h"

namespace herald {

// A number with its 95 % interval.
struct Estimate {
  double value = 0;
  double low = 0;
  double high = 0;
  friend bool operator==(const Estimate&, const Estimate&) = default;
};

// Share of `count` in `total` as a percentage 0-100 with Wilson's 95 % interval; always holds low <= value <= high.
// A total of 0 knows nothing: 0 (0-100). Throws std::invalid_argument unless 0 <= count <= total.
[[nodiscard]] Estimate wilsonPercent(std::int64_t count, std::int64_t total);

// Tally of the counted cells of every block that has one: squares of `block_um` from the level-0 origin, a cell lies
// in the block of its seed. Row-major order of blocks, whatever the order of cells. Spans run in parallel.
// O(cells). Throws std::invalid_argument for spans of different length or lengths that are not positive.
[[nodiscard]] std::vector<CellTally> blockTallies(std::span<const CellSummary> cells, std::span<const CellCall> calls,
                                                  double um_per_px, double block_um);

// `replicates` slides, each the sum of as many blocks as given, drawn with replacement. The tally of a slide is enough
// for every percentage and the H-score, so one resampling serves them all. No blocks: empty tallies.
// O(blocks x replicates), however many cells there are.
[[nodiscard]] std::vector<CellTally> resampleBlocks(std::span<const CellTally> blocks, int replicates,
                                                    std::uint64_t random_seed);

// `value` with the 2.5th and 97.5th percentile of the replicates (linear between order statistics: type 7 of Hyndman &
// Fan, Am Stat 1996;50:361), widened to hold the value. No replicates: the value alone.
[[nodiscard]] Estimate percentileInterval(double value, std::vector<double> replicate_values);

}  // namespace herald
