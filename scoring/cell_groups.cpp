#include "scoring/cell_groups.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <stdexcept>
#include <vector>

#include "stain/disjoint_sets.h"

namespace herald {
namespace {

// Farthest offset, in squares, at which two cells can be neighbours: 2 x 0.7 distances is more than one distance.
constexpr std::int64_t kReachSquares = 2;

// All seeds of one square: a run of the sorted seeds.
struct Square {
  std::int64_t row = 0;
  std::int64_t column = 0;
  std::span<const PlacedSeed> seeds;
};

bool isBefore(std::int64_t row_a, std::int64_t column_a, std::int64_t row_b, std::int64_t column_b) {
  return row_a != row_b ? row_a < row_b : column_a < column_b;
}

// The edge keeps the diagonal a little below the distance, so that rounding cannot join cells that are too far apart.
std::vector<PlacedSeed> placeSeeds(std::span<const Level0Pixel> seeds, double distance_px) {
  const double edge_px = 0.999 * distance_px / std::numbers::sqrt2;
  std::vector<PlacedSeed> placed;
  placed.reserve(seeds.size());
  for (const Level0Pixel& seed : seeds)
    placed.push_back({static_cast<std::int64_t>(std::floor(seed.y / edge_px)),
                      static_cast<std::int64_t>(std::floor(seed.x / edge_px)), seed, placed.size()});
  std::sort(placed.begin(), placed.end(),
            [](const PlacedSeed& a, const PlacedSeed& b) { return isBefore(a.row, a.column, b.row, b.column); });
  return placed;
}

std::vector<Square> squaresOf(const std::vector<PlacedSeed>& placed) {
  std::vector<Square> squares;
  for (std::size_t begin = 0, end = 0; begin < placed.size(); begin = end) {
    while (end < placed.size() && placed[end].row == placed[begin].row && placed[end].column == placed[begin].column)
      ++end;
    squares.push_back({placed[begin].row, placed[begin].column, std::span(placed).subspan(begin, end - begin)});
  }
  return squares;
}

bool areNeighbours(const Square& a, const Square& b, double distance_px) {
  for (const PlacedSeed& p : a.seeds)
    for (const PlacedSeed& q : b.seeds)
      if (std::hypot(static_cast<double>(p.seed.x) - q.seed.x, static_cast<double>(p.seed.y) - q.seed.y) < distance_px)
        return true;
  return false;
}

// Joins every square with its neighbours `row_offset` rows below; both walk through the sorted squares once.
void joinWithRow(const std::vector<Square>& squares, std::int64_t row_offset, double distance_px, DisjointSets& sets) {
  std::size_t first = 0;
  for (std::size_t i = 0; i < squares.size(); ++i) {
    const std::int64_t row = squares[i].row + row_offset;
    const std::int64_t first_column = squares[i].column + (row_offset == 0 ? 1 : -kReachSquares);
    while (first < squares.size() && isBefore(squares[first].row, squares[first].column, row, first_column)) ++first;
    for (std::size_t j = first; j < squares.size(); ++j) {
      if (squares[j].row != row || squares[j].column > squares[i].column + kReachSquares) break;
      if (sets.rootOf(i) != sets.rootOf(j) && areNeighbours(squares[i], squares[j], distance_px)) sets.join(i, j);
    }
  }
}

std::int64_t largestOf(const std::vector<PlacedSeed>& placed, double distance_px) {
  const std::vector<Square> squares = squaresOf(placed);
  DisjointSets sets(squares.size());
  for (std::int64_t row_offset = 0; row_offset <= kReachSquares; ++row_offset)
    joinWithRow(squares, row_offset, distance_px, sets);

  std::vector<std::int64_t> cells_of_group(squares.size(), 0);
  std::int64_t largest = 0;
  for (std::size_t i = 0; i < squares.size(); ++i) {
    std::int64_t& cells = cells_of_group[sets.rootOf(i)];
    cells += static_cast<std::int64_t>(squares[i].seeds.size());
    largest = std::max(largest, cells);
  }
  return largest;
}

}  // namespace

CellGroups::CellGroups(std::span<const Level0Pixel> seeds, double um_per_px, double neighbour_distance_um)
    : distance_px_(neighbour_distance_um / um_per_px) {
  if (!(um_per_px > 0) || !(neighbour_distance_um > 0) || !std::isfinite(distance_px_) || !(distance_px_ > 0))
    throw std::invalid_argument("um_per_px and neighbour_distance_um must be positive and finite");
  placed_ = placeSeeds(seeds, distance_px_);
}

std::int64_t CellGroups::largest(std::span<const std::uint8_t> chosen) const {
  if (chosen.size() != placed_.size()) throw std::invalid_argument("seeds and chosen cells differ in number");
  std::vector<PlacedSeed> some;
  for (const PlacedSeed& seed : placed_)
    if (chosen[seed.cell] != 0) some.push_back(seed);
  return largestOf(some, distance_px_);
}

std::int64_t largestGroup(std::span<const Level0Pixel> seeds, double um_per_px, double neighbour_distance_um) {
  return CellGroups(seeds, um_per_px, neighbour_distance_um).largest(std::vector<std::uint8_t>(seeds.size(), 1));
}

}  // namespace herald
