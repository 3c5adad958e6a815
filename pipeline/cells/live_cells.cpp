#include "pipeline/cells/live_cells.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <utility>

#include "scoring/split_mix.h"

namespace herald {
namespace {

// Any number does, as long as it stays the same.
constexpr std::uint64_t kSampleSeed = 0x4c69766543656c6cU;

using BlockPlace = std::pair<std::int64_t, std::int64_t>;

// Rows of the counted cells by tissue block.
std::vector<std::vector<std::size_t>> rowsByBlock(std::span<const CellSummary> cells, double edge_px) {
  std::map<BlockPlace, std::vector<std::size_t>> blocks;
  for (std::size_t row = 0; row < cells.size(); ++row)
    if (cells[row].counted())
      blocks[{static_cast<std::int64_t>(std::floor(cells[row].seed.y / edge_px)),
              static_cast<std::int64_t>(std::floor(cells[row].seed.x / edge_px))}]
          .push_back(row);
  std::vector<std::vector<std::size_t>> all;
  for (auto& [place, rows] : blocks) all.push_back(std::move(rows));
  return all;
}

// Puts blocks to be taken first in front, in random order (Fisher and Yates), and returns how many they are.
std::size_t drawBlocks(std::vector<std::vector<std::size_t>>& blocks, std::size_t most) {
  SplitMix64 random(kSampleSeed);
  std::size_t cells = 0;
  std::size_t drawn = 0;
  for (; drawn < blocks.size(); ++drawn) {
    std::swap(blocks[drawn], blocks[drawn + random.below(blocks.size() - drawn)]);
    cells += blocks[drawn].size();
    if (cells > most && drawn > 0) break;
  }
  return drawn;
}

// What is wanted of the records, read block by block in store order.
struct WantedRow {
  std::size_t row = 0;
  std::uint8_t control = 0;
  std::size_t place = 0;  // in the page
};

PageCell pageCell(const CellRecord& cell, std::uint8_t control) {
  return {cell.seed, cell.side_dab_od, cell.edge_distance_um, control, cell.membrane};
}

std::vector<PageCell> readRows(const SlideCells& cells, std::vector<WantedRow> wanted) {
  std::sort(wanted.begin(), wanted.end(), [](const WantedRow& a, const WantedRow& b) { return a.row < b.row; });
  std::vector<PageCell> read(wanted.size());
  SlideCells::Block block;
  auto next = wanted.begin();
  for (std::size_t i = 0; i < cells.blockCount() && next != wanted.end(); ++i) {
    const auto [first, end] = cells.rowsOfBlock(i);
    if (next->row >= end) continue;
    cells.readBlock(i, block);
    for (; next != wanted.end() && next->row < end; ++next)
      read[next->place] = pageCell(block.cells[next->row - first], next->control);
  }
  return read;
}

}  // namespace

LiveCells liveCells(const SlideCells& cells, const JudgementRequest& judged_with, std::size_t most) {
  const double edge_px = judged_with.options.score.bootstrap_block_um / judged_with.um_per_px;
  auto blocks = rowsByBlock(cells.summaries(), edge_px);
  LiveCells live;
  live.blocks_slide = blocks.size();
  for (const auto& rows : blocks) live.counted_slide += rows.size();
  live.blocks = live.counted_slide <= most ? blocks.size() : drawBlocks(blocks, most);

  std::vector<std::size_t> counted;
  for (std::size_t i = 0; i < live.blocks; ++i) counted.insert(counted.end(), blocks[i].begin(), blocks[i].end());
  std::sort(counted.begin(), counted.end());
  live.counted = counted.size();
  std::vector<WantedRow> wanted;
  for (const std::size_t row : counted) wanted.push_back({row, 0, wanted.size()});
  for (std::size_t control = 0; control < judged_with.controls.size(); ++control)
    for (const std::size_t row : judged_with.controls[control].members)
      wanted.push_back({row, static_cast<std::uint8_t>(control + 1), wanted.size()});
  live.cells = readRows(cells, std::move(wanted));
  return live;
}

}  // namespace herald
