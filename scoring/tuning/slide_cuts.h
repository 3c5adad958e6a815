// The score of one slide at every combination of a grid of cuts, exactly as scoreSlide gives it, in one look at its
// cells.
//
// With stained_od fixed a cell is two small numbers: how many sectors are stained, and how many of the grid's intensity
// cuts their mean excess reaches. Counted by both and summed from above, the table of the seven patterns is nine
// additions for any of the other cuts. Only the noise floor and clusters need to know where cells lie; they are asked
// last, and the answers are kept: the more a cut asks for, the fewer cells reach it, so that one bisection along an
// axis answers for all of its values. Pure; a SlideCuts is for one thread.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "scoring/rule_set.h"
#include "scoring/tuning/cut_grid.h"
#include "segmentation/cell_record.h"

namespace herald {

class SlideCuts {
 public:
  // `grid` must outlive it.
  explicit SlideCuts(const CutGrid& grid);

  // A counted cell, in any order. 8 bytes and 2 for each value of stained_od are kept.
  void add(Level0Pixel seed, const MembraneSignature& membrane, float side_dab_od);

  [[nodiscard]] std::int64_t cells() const { return static_cast<std::int64_t>(seeds_.size()); }

  // Score at combination i into scores[i]; `scores` has grid.size() elements. Throws std::invalid_argument for another
  // size, an invalid pixel size, or no cell.
  void score(const RuleSet& rules, double um_per_px, std::span<std::uint8_t> scores) const;

  // The cuts of one combination as compressed cells know them.
  struct Limits {
    int stained = 1;   // sectors from which a cell is stained
    int complete = 1;  // ... complete
    int moderate = 1;  // intensity cuts a moderate cell reaches
    int strong = 1;
  };

 private:
  friend class PlacedPatterns;
  // Of one cell at one value of stained_od.
  struct Staining {
    std::uint8_t sectors = 0;
    std::uint8_t level = 0;  // number of the grid's intensity cuts that are reached
  };
  [[nodiscard]] Limits limitsAt(const CutPlaces& places) const;
  [[nodiscard]] std::uint8_t levelOf(const StainedMembrane& stained) const;

  const CutGrid& grid_;
  // By stained sectors: for each intensity cut, ascending, the least sum of excess that reaches it.
  std::vector<std::vector<int>> least_excess_sums_;
  std::vector<int> stained_sectors_;   // by place of none_fraction
  std::vector<int> complete_sectors_;  // by place of complete_fraction
  std::vector<Level0Pixel> seeds_;
  std::vector<std::vector<Staining>> staining_;  // [place of stained_od][cell]
};

}  // namespace herald
