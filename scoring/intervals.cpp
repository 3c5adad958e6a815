#include "scoring/intervals.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>
#include <unordered_map>

#include "scoring/quantiles.h"
#include "scoring/split_mix.h"

namespace herald {
namespace {

struct Block {
  std::int64_t row = 0;
  std::int64_t column = 0;
  CellTally tally;
};

void add(CellTally& sum, const CellTally& tally) {
  for (std::size_t i = 0; i < sum.table.size(); ++i) sum.table[i] += tally.table[i];
  sum.masked += tally.masked;
}

}  // namespace

Estimate wilsonPercent(std::int64_t count, std::int64_t total) {
  if (count < 0 || count > total)
    throw std::invalid_argument("count " + std::to_string(count) + " is outside 0 to " + std::to_string(total));
  if (total == 0) return {0, 0, 100};
  const double n = static_cast<double>(total);
  const double share = static_cast<double>(count) / n;
  const double z2 = kNormalQuantile975 * kNormalQuantile975;
  const double centre = (share + z2 / (2 * n)) / (1 + z2 / n);
  const double half_width = kNormalQuantile975 / (1 + z2 / n) * std::sqrt(share * (1 - share) / n + z2 / (4 * n * n));
  const double value = 100.0 * static_cast<double>(count) / n;
  // At 0 and n the interval ends there exactly; rounding must not leave the value outside.
  const double low = count == 0 ? 0 : std::min(value, 100 * (centre - half_width));
  const double high = count == total ? 100 : std::max(value, 100 * (centre + half_width));
  return {value, low, high};
}

std::vector<CellTally> blockTallies(std::span<const CellSummary> cells, std::span<const CellCall> calls,
                                    double um_per_px, double block_um) {
  if (cells.size() != calls.size()) throw std::invalid_argument("cells and calls differ in length");
  if (!(um_per_px > 0) || !(block_um > 0)) throw std::invalid_argument("um_per_px and block_um must be above 0");
  const double block_px = block_um / um_per_px;
  std::vector<Block> blocks;
  std::unordered_map<std::uint64_t, std::size_t> index_of_block;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (!cells[i].counted()) continue;
    const auto column = static_cast<std::int64_t>(std::floor(cells[i].seed.x / block_px));
    const auto row = static_cast<std::int64_t>(std::floor(cells[i].seed.y / block_px));
    const std::uint64_t key =
        (static_cast<std::uint64_t>(row) << 32) ^ (static_cast<std::uint64_t>(column) & 0xffffffffU);
    const auto [entry, is_new] = index_of_block.try_emplace(key, blocks.size());
    if (is_new) blocks.push_back({row, column, {}});
    CellTally& tally = blocks[entry->second].tally;
    ++(calls[i].masked() ? tally.masked : tally.table[static_cast<std::size_t>(calls[i].pattern)]);
  }
  std::sort(blocks.begin(), blocks.end(),
            [](const Block& a, const Block& b) { return a.row != b.row ? a.row < b.row : a.column < b.column; });
  std::vector<CellTally> tallies;
  tallies.reserve(blocks.size());
  for (const Block& block : blocks) tallies.push_back(block.tally);
  return tallies;
}

std::vector<CellTally> resampleBlocks(std::span<const CellTally> blocks, int replicates, std::uint64_t random_seed) {
  std::vector<CellTally> slides(static_cast<std::size_t>(std::max(0, replicates)));
  SplitMix64 random(random_seed);
  for (CellTally& slide : slides)
    for (std::size_t drawn = 0; drawn < blocks.size(); ++drawn) add(slide, blocks[random.below(blocks.size())]);
  return slides;
}

Estimate percentileInterval(double value, std::vector<double> replicate_values) {
  if (replicate_values.empty()) return {value, value, value};
  std::sort(replicate_values.begin(), replicate_values.end());
  return {value, std::min(value, quantileOfSorted(replicate_values, 0.025)),
          std::max(value, quantileOfSorted(replicate_values, 0.975))};
}

}  // namespace herald
