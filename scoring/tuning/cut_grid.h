// The combinations of cuts that `tune` compares: a grid round the cuts it starts from.
//
// A cut's values lie in equal steps on both sides of its start, which is one of them exactly. Steps are what changes
// something: stained_od one step of a contrast (0.005), mean excess 0.02, complete_fraction two sectors of 64,
// none_fraction four. Ranges never overlap: every combination is valid. Pure functions; thread-safe.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>
#include <vector>

#include "scoring/cell_class.h"
#include "scoring/rule_set.h"

namespace herald {

enum class Cut { kStained, kNone, kModerate, kStrong, kComplete, kFloorPercent };
inline constexpr std::size_t kCuts = 6;
// By Cut: the options of a cell's class; the last cut is one of the noise floor.
inline constexpr std::array<double CellClassOptions::*, kCuts - 1> kCutFields = {
    &CellClassOptions::stained_od, &CellClassOptions::none_fraction, &CellClassOptions::moderate_od_um,
    &CellClassOptions::strong_od_um, &CellClassOptions::complete_fraction};
// Keys of the configuration.
inline constexpr std::array<std::string_view, kCuts> kCutNames = [] {
  std::array<std::string_view, kCuts> names;
  for (std::size_t cut = 0; cut < kCutFields.size(); ++cut) names[cut] = descriptorOf(kCutFields[cut]).key;
  names.back() = descriptorOf(&NoiseFloorOptions::percent).key;
  return names;
}();

// One value of every cut, as places in CutGrid::values.
using CutPlaces = std::array<std::size_t, kCuts>;

struct CutGrid {
  CellClassOptions start;  // also side_coefficient and stained_od_um, which stay as they are
  // By Cut; each ascending and with at least one value.
  std::array<std::vector<double>, kCuts> values;
  CutPlaces start_places{};

  // Number of combinations.
  [[nodiscard]] std::size_t size() const;
  // Combinations are numbered with the last cut running fastest. `combination` < size().
  [[nodiscard]] CutPlaces placesOf(std::size_t combination) const;
  [[nodiscard]] std::size_t combinationOf(const CutPlaces& places) const;
  [[nodiscard]] double valueOf(std::size_t combination, Cut cut) const;
  [[nodiscard]] CellClassOptions cellClassOf(std::size_t combination) const;
  [[nodiscard]] NoiseFloor floorOf(std::size_t combination, const NoiseFloor& start_floor) const;
};

// Which cuts are varied; the others have their start as the only value.
using VariedCuts = std::array<bool, kCuts>;

// The grid round `start`. The noise floor's percentage is varied only if a clause of `rules` looks at it. About 500,000
// combinations when everything is varied. `start` must be valid.
[[nodiscard]] CutGrid cutGrid(const CellClassOptions& start, const RuleSet& rules, const VariedCuts& varied);

// The least number of stained sectors that reaches the fraction (cell_class.h), 0-65.
[[nodiscard]] int leastSectors(double cut_fraction);

}  // namespace herald
