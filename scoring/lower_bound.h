// What the cells of a clause are held against from below, one kind a line of the table. Reading and writing rule sets,
// the audit, borderline calls and tuning go by the table and by the functions here.
//
// To add a kind: an enumerator, a line of the table, what it does (lower_bound.cpp), and a line of the grammar
// (rule_set.h). Pure; thread-safe.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace herald {

// What staining is taken for noise: single false cells call nothing, however many cells a slide has.
struct NoiseFloor {
  double percent = 1.0;                // of counted cells, 0-100; ours: below what any guideline can tell from none
  std::int64_t contiguous_cells = 10;  // size of the largest group of neighbours, cells; ours: about one small gland
  // Seeds closer than this are neighbours, micrometres, 1-1000. Tumour cells are 12-20 um wide, so that this joins
  // cells that touch and skips one missed between them.
  double neighbour_distance_um = 25;
  friend bool operator==(const NoiseFloor&, const NoiseFloor&) = default;
};

// Cells of a clause's sum on one slide. `largest_group` matters where a group is wanted.
struct ClauseCount {
  std::int64_t count = 0;
  std::int64_t total = 0;  // counted cells
  std::int64_t largest_group = 0;
};

enum class LowerBound : std::uint8_t { kAbovePercent, kAtLeastPercent, kAboveFloor, kCluster, kOtherwise };

enum class BoundNumber : std::uint8_t { kNone, kPercent, kCells };  // none, 0-100, a whole number 1-1e9

struct LowerBoundKind {
  std::string_view key;  // in rule sets, and in what pages are told
  BoundNumber number = BoundNumber::kNone;
  bool takes_upper_percent = true;  // can stand with at_most_percent
  bool uses_floor = false;          // the percentage is the noise floor's
};

// In the order of the enumeration.
inline constexpr auto kLowerBounds = std::to_array<LowerBoundKind>({
    {.key = "above_percent", .number = BoundNumber::kPercent},
    {.key = "at_least_percent", .number = BoundNumber::kPercent},
    {.key = "above_floor", .uses_floor = true},
    {.key = "cluster_of_cells", .number = BoundNumber::kCells, .takes_upper_percent = false},
    {.key = "otherwise", .takes_upper_percent = false},
});

[[nodiscard]] constexpr const LowerBoundKind& kindOf(LowerBound bound) {
  return kLowerBounds.at(static_cast<std::size_t>(bound));
}

// Percentages are compared as count x 100 against cut x total, so that exactly 10 % is exact.
[[nodiscard]] bool isAbovePercent(const ClauseCount& cells, double percent);

// Below, `number` is what the rule set gives the bound: a percentage or a number of cells, as its kind says.

// Whether the cells reach the bound.
[[nodiscard]] bool reaches(LowerBound bound, double number, const NoiseFloor& floor, const ClauseCount& cells);

// Size of the group of neighbours that is wanted, cells; nothing where none is.
[[nodiscard]] std::optional<std::int64_t> groupWanted(LowerBound bound, double number, const NoiseFloor& floor);

// The percentage the sum is measured against; nothing where it is not.
[[nodiscard]] std::optional<double> percentWanted(LowerBound bound, double number, const NoiseFloor& floor);

// E.g. "> 10", ">= 10", "> 1 with 10 neighbouring cells", "5 neighbouring cells", "otherwise".
[[nodiscard]] std::string boundText(LowerBound bound, double number, const NoiseFloor& floor);

}  // namespace herald
