// Groups of neighbouring cells: tells a real focus of stained cells from single false ones scattered over a slide.
//
// Two cells are neighbours when their seeds are closer than a distance; a group is everything that neighbours connect
// (single linkage). Seeds are sorted into squares so small that cells of one square are always neighbours; squares are
// joined by union-find (Tarjan, J ACM 1975;22:215). Pure functions; deterministic; thread-safe.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "stain/units.h"

namespace herald {

// A seed in its square.
struct PlacedSeed {
  std::int64_t row = 0;
  std::int64_t column = 0;
  Level0Pixel seed;
  std::size_t cell = 0;  // its place among the seeds given
};

// Cells put in order once, for many questions about some of them.
class CellGroups {
 public:
  // O(n log n). Throws std::invalid_argument when um_per_px or neighbour_distance_um is not positive and finite.
  CellGroups(std::span<const Level0Pixel> seeds, double um_per_px, double neighbour_distance_um);

  // Number of cells of the largest group of those whose `chosen` (parallel to the seeds) is not 0, as if the others
  // were not there. O(n). Throws std::invalid_argument when the lengths differ.
  [[nodiscard]] std::int64_t largest(std::span<const std::uint8_t> chosen) const;

 private:
  double distance_px_ = 0;
  std::vector<PlacedSeed> placed_;
};

// Number of cells of the largest group; 0 without cells. The order of `seeds` does not matter. Every seed counts, equal
// ones too. O(n log n) for the sort, O(n) for the rest at the densities cells have.
// Throws std::invalid_argument when um_per_px or neighbour_distance_um is not positive and finite.
[[nodiscard]] std::int64_t largestGroup(std::span<const Level0Pixel> seeds, double um_per_px,
                                        double neighbour_distance_um);

}  // namespace herald
