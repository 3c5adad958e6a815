// Class of one cell from its membrane signature: completeness, staining intensity, and the 0 / 1+ / 2+ / 3+ they mean.
//
// Completeness = share of the 64 sectors whose contrast is above the staining threshold; intensity = mean peak optical
// density of those sectors. Only the cell record is used, so any threshold can be changed without the slide.
//
// Monotone: a higher peak never lowers the class, nor does a higher contrast where the sector's peak is at least the
// cell's mean. Two exceptions follow from the definitions: a sector that only just begins to count and is fainter than
// the others pulls the mean peak down, and DAB in the cytoplasm raises the threshold. On random synthetic cells a rise
// of all DAB by 5 % lowers the class of 1 cell in 1,000, mostly by the second and by rounding, and raises that of 38.
// Pure functions; thread-safe.
#pragma once

#include <array>
#include <bitset>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "segmentation/cell_record.h"
#include "stain/option_descriptor.h"

namespace herald {

// [cell_class] in the configuration.
//
// tests/calibration/calibrate_cuts.py recomputes classes from cell stores and prints accuracy and sensitivity; the cuts
// are the best of its grid that keep the cores' labels. They stand for 0.20, 0.45 and 0.80 of the membrane itself (the
// truth of the synthetic slides): a measured peak holds some of the cytoplasm's DAB, and some sectors of a complete
// membrane are missed. Mean class accuracy with 0.20, 0.45, 0.80 against these: 0.865 and 0.896 on the ten synthetic
// slides they were chosen on, 0.849 and 0.875 on four others. A cut moved by 10 % changes it by at most 0.02, but
// complete_fraction + 10 % by 0.03, with 38-61 % of core 3 in 3+. The scores of the cores (gastric rules 0, 2+, 2+, 3+;
// core 1 is labelled 1+ and read as 1+ to focal 2+) stay the same in every row.
struct CellClassOptions {
  double stained_od = 0.035;
  double cytoplasm_coefficient = 0.35;  // a cytoplasm below 0 counts as 0
  double moderate_od = 0.22;
  double strong_od = 0.48;
  double complete_fraction = 0.75;
  double none_fraction = 0.15;
  friend bool operator==(const CellClassOptions&, const CellClassOptions&) = default;
};

template <>
struct Described<CellClassOptions> : OptionTable<CellClassOptions> {
  // Ranges are those of what a signature holds (cell_record.h): contrasts up to 255 steps of 0.005, peaks up to 255
  // steps of 0.01. Each limit can be reached: the lower cut of a pair ends, and the upper begins, a step from the
  // other's end.
  static constexpr std::array kOptions = {
      // clang-format off
      number("cell_class.stained_od", kCut, &Options::stained_od, {0, 1.275}, "optical density",
             "A sector is stained when its contrast exceeds this plus cytoplasm_coefficient times the cytoplasm's DAB.",
             "best grid point on ten phantoms that keeps the labels of four HER2 cores",
             {"a sector is stained above", {0, 0.2}, kContrastStepOd}),
      number("cell_class.cytoplasm_coefficient", kCut, &Options::cytoplasm_coefficient, {0, 2}, "",
             "Share of the cell's own cytoplasmic DAB that is added to stained_od.",
             "a prototype on phantoms with stained cytoplasm",
             {"... plus this share of the cytoplasm's DAB", {0, 1}, 0.05}),
      number("cell_class.moderate_od", kCut, &Options::moderate_od, {0, 2.54}, "optical density",
             "Mean peak of the stained sectors from which staining is moderate.",
             "best grid point on ten phantoms that keeps the labels of four HER2 cores",
             {"moderate from", {0.05, 1}, kPeakStepOd},
             "strong_od"),
      number("cell_class.strong_od", kCut, &Options::strong_od, {0.01, 2.55}, "optical density",
             "Mean peak of the stained sectors from which staining is strong.",
             "best grid point on ten phantoms that keeps the labels of four HER2 cores",
             {"strong from", {0.1, 1.5}, kPeakStepOd}),
      number("cell_class.complete_fraction", kCut, &Options::complete_fraction, {0.01, 1}, "share of the outline",
             "Completeness from which a membrane is complete.",
             "best grid point on ten phantoms that keeps the labels of four HER2 cores",
             {"complete from", {0.3, 1}, 0.01}),
      number("cell_class.none_fraction", kCut, &Options::none_fraction, {0, 0.99}, "share of the outline",
             "Completeness below which a cell is unstained.",
             "chosen by eye", {"unstained below", {0, 0.6}, 0.01}, "complete_fraction"),
      // clang-format on
  };
};

// Throws std::invalid_argument naming field, value and range.
void validate(const CellClassOptions& options);

enum class CellClass : std::uint8_t { k0, k1Plus, k2Plus, k3Plus };
inline constexpr std::array<std::string_view, 4> kCellClassNames = {"0", "1+", "2+", "3+"};

// Completeness x intensity: unstained, incomplete weak / moderate / strong, complete weak / moderate / strong.
enum class StainingPattern : std::uint8_t { kNone, kIw, kIm, kIs, kCw, kCm, kCs };
inline constexpr int kStainingPatterns = 7;
inline constexpr std::array<std::string_view, kStainingPatterns> kStainingPatternNames = {"none", "iw", "im", "is",
                                                                                          "cw",   "cm", "cs"};

// Cells of each pattern, by the pattern's number.
using PatternTable = std::array<std::int64_t, kStainingPatterns>;
// Some of the seven patterns; bit = the pattern's number.
using PatternSet = std::bitset<kStainingPatterns>;
[[nodiscard]] PatternSet patternSet(std::initializer_list<StainingPattern> patterns);
[[nodiscard]] PatternSet stainedPatterns();   // all but none
[[nodiscard]] PatternSet completePatterns();  // cw, cm, cs
[[nodiscard]] bool containsPattern(const PatternSet& patterns, StainingPattern pattern);
// Cells of the table whose pattern is in the set.
[[nodiscard]] std::int64_t sumOf(const PatternTable& table, const PatternSet& patterns);

struct CellStaining {
  double completeness = 0;          // 0-1
  double longest_arc_fraction = 0;  // longest run of stained sectors round the outline, 0-1
  int arcs = 0;                     // number of such runs
  double dab_od = 0;                // mean peak of the stained sectors, 0 when there is none
  StainingPattern pattern = StainingPattern::kNone;
  CellClass cell_class = CellClass::k0;
  friend bool operator==(const CellStaining&, const CellStaining&) = default;
};

// What the score of a slide needs of a cell's staining; in memory for every cell of a slide. `masked`: DAB in the
// cytoplasm hides the membrane (slide_quality.h).
struct CellCall {
  StainingPattern pattern = StainingPattern::kNone;
  bool masked = false;
  friend bool operator==(const CellCall&, const CellCall&) = default;
};
static_assert(sizeof(CellCall) == 2, "pipeline/analysis/memory_plan.h counts on it");

// Class of one cell. Comparisons are made in whole steps of the signature, so that a contrast stored as exactly the
// threshold is not above it whatever the rounding of the decimals. Arcs run round the outline: sectors 63 and 0 are
// neighbours. A cell without a stained sector is unstained whatever none_fraction is. `options` must be valid.
[[nodiscard]] CellStaining classifyCell(const CellRecord& cell, const CellClassOptions& options);

// classifyCell for each cell, in order. Throws std::invalid_argument for invalid options.
[[nodiscard]] std::vector<CellStaining> classifyCells(std::span<const CellRecord> cells,
                                                      const CellClassOptions& options);

// A cell's membrane above its staining threshold: all that is left of 64 sectors when stained_od is fixed.
struct StainedMembrane {
  int sectors = 0;   // stained, 0-64
  int peak_sum = 0;  // of their peaks, in steps of kPeakStepOd
  [[nodiscard]] double completeness() const { return static_cast<double>(sectors) / kMembraneSectors; }
  // Optical density; 0 without a stained sector.
  [[nodiscard]] double meanPeakOd() const { return sectors == 0 ? 0 : peak_sum * kPeakStepOd / sectors; }
};

// The stained part of a membrane; only stained_od and cytoplasm_coefficient matter.
[[nodiscard]] StainedMembrane stainedMembrane(const MembraneSignature& membrane, float cytoplasm_dab_od,
                                              const CellClassOptions& options);

// Bit i = sector i is above the staining threshold.
using SectorSet = std::uint64_t;
static_assert(kMembraneSectors == 64, "a set of sectors is one word");
[[nodiscard]] SectorSet stainedSectorsOf(const MembraneSignature& membrane, float cytoplasm_dab_od,
                                         const CellClassOptions& options);

// The two comparisons every class rests on: the mean peak reaches `cut_od`, the completeness reaches `cut_fraction`.
[[nodiscard]] bool reachesPeak(const StainedMembrane& stained, double cut_od);
[[nodiscard]] bool reachesCompleteness(int sectors, double cut_fraction);

// What classifyCell makes of it; only the four cuts of peak and completeness matter.
[[nodiscard]] StainingPattern patternOf(const StainedMembrane& stained, const CellClassOptions& options);

// none -> 0; iw -> 1+; cw, cm, im, is -> 2+; cs -> 3+.
[[nodiscard]] CellClass classOfPattern(StainingPattern pattern);

}  // namespace herald
