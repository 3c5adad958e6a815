#include "scoring/blank_tissue.h"

#include <cmath>
#include <stdexcept>
#include <unordered_set>

namespace herald {
namespace {

struct Square {
  std::int64_t column = 0;
  std::int64_t row = 0;
  [[nodiscard]] std::uint64_t key() const {
    return (static_cast<std::uint64_t>(row) << 32) ^ (static_cast<std::uint64_t>(column) & 0xffffffffU);
  }
};

Square squareOf(Level0Pixel seed, double edge_px) {
  return {static_cast<std::int64_t>(std::floor(seed.x / edge_px)),
          static_cast<std::int64_t>(std::floor(seed.y / edge_px))};
}

bool isStained(const CellCall& call) {
  return call.pattern != StainingPattern::kNone;
}

}  // namespace

BlankTissue blankTissue(std::span<const CellSummary> cells, std::span<const CellCall> calls, double um_per_px) {
  if (cells.size() != calls.size()) throw std::invalid_argument("cells and calls differ in number");
  if (!(um_per_px > 0)) throw std::invalid_argument("um_per_px must be above 0");
  const double edge_px = kBlankDistanceUm / um_per_px;
  // With the eight around them.
  std::unordered_set<std::uint64_t> near_stain;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (!cells[i].counted() || !isStained(calls[i])) continue;
    const Square at = squareOf(cells[i].seed, edge_px);
    for (std::int64_t row = at.row - 1; row <= at.row + 1; ++row)
      for (std::int64_t column = at.column - 1; column <= at.column + 1; ++column)
        near_stain.insert(Square{column, row}.key());
  }
  BlankTissue blank;
  std::int64_t stained = 0;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const bool is_blank = cells[i].excluded == Exclusion::kNotTumour &&
                          cells[i].tumour_probability < kBlankProbability && !calls[i].masked();
    if (!is_blank || near_stain.contains(squareOf(cells[i].seed, edge_px).key())) continue;
    ++blank.cells;
    stained += isStained(calls[i]) ? 1 : 0;
  }
  if (blank.cells >= kFewestBlankCells) blank.stained_percent = wilsonPercent(stained, blank.cells);
  return blank;
}

}  // namespace herald
