// Class of one cell from its membrane signature: completeness, staining intensity, and the 0 / 1+ / 2+ / 3+ they mean.
//
// Completeness = share of the 64 sectors whose contrast and excess are above the staining thresholds; intensity = mean
// excess of those sectors (what the line holds across it: darkness times width, cytoplasm left out). Only the cell
// record is used, so any threshold can be changed without the slide.
//
// Monotone: a higher excess never lowers the class, nor does a higher contrast where the sector's excess is at least
// the cell's mean. Two exceptions follow from the definitions: a sector that only just begins to count and is fainter
// than the others pulls the mean excess down, and more DAB beside the line raises the threshold. On random synthetic
// cells a rise of all DAB by 5 % lowers the class of 1 cell in 1,000, mostly by the second and by rounding, and raises
// that of 38. Pure functions; thread-safe.
#pragma once

#include <array>
#include <bitset>
#include <cstdint>
#include <numeric>
#include <span>
#include <string_view>
#include <vector>

#include "segmentation/cell_record.h"
#include "stain/option_descriptor.h"

namespace herald {

// [cell_class] in the configuration.
//
// tests/calibration/calibrate_cuts.py recomputes classes from cell stores and prints accuracy and sensitivity. Chosen
// on 28 synthetic slides with optics on light (all mixes, wide lines, 0.5 um/px, blur, sharpening, a blush of 0.05-0.25
// OD, negative slides), all cells taken as tumour; strong_od_um is lower than they ask for (0.50), where the 3+ core
// loses its class.
struct CellClassOptions {
  double stained_od = 0.03;
  double stained_od_um = 0.03;
  double side_coefficient = 0.35;
  double moderate_od_um = 0.19;
  double strong_od_um = 0.48;
  double complete_fraction = 0.75;
  double none_fraction = 0.2;
  friend bool operator==(const CellClassOptions&, const CellClassOptions&) = default;
};

template <>
struct Described<CellClassOptions> : OptionTable<CellClassOptions> {
  // Ranges are those of what a signature holds (cell_record.h): contrasts up to 255 steps of 0.005, excess up to 255
  // steps of 0.01. Each limit can be reached: the lower cut of a pair ends, and the upper begins, a step from the
  // other's end.
  static constexpr std::array kOptions = {
      // clang-format off
      number("cell_class.stained_od", kCut, &Options::stained_od, {0, 1.275}, "optical density",
             "A sector is stained when its contrast exceeds this plus side_coefficient times the cell's DAB beside it.",
             "synthetic slides with and without blush, blur and coarse pixels; cells read on cores",
             {"a sector is stained above", {0, 0.2}, kContrastStepOd}),
      number("cell_class.side_coefficient", kCut, &Options::side_coefficient, {0, 2}, "",
             "Share of the cell's own DAB beside the line that is added to stained_od.",
             "synthetic slides with and without blush, blur and coarse pixels; cells read on cores",
             {"... plus this share of the cell's own DAB beside it", {0, 1}, 0.05}),
      number("cell_class.stained_od_um", kCut, &Options::stained_od_um, {0, 2.55}, "optical density x um",
             "... and its excess exceeds this: the step from cytoplasm to glass has contrast and no excess.",
             "synthetic slides with and without blush, blur and coarse pixels; cells read on cores",
             {"... and its line holds more than", {0, 0.2}, kExcessStepOdUm}),
      number("cell_class.moderate_od_um", kCut, &Options::moderate_od_um, {0, 2.54}, "optical density x um",
             "Mean excess of the stained sectors from which staining is moderate.",
             "synthetic slides with and without blush, blur and coarse pixels; cells read on cores",
             {"moderate from", {0.05, 1}, kExcessStepOdUm},
             "strong_od_um"),
      number("cell_class.strong_od_um", kCut, &Options::strong_od_um, {0.01, 2.55}, "optical density x um",
             "Mean excess of the stained sectors from which staining is strong.",
             "synthetic slides with and without blush, blur and coarse pixels; cells read on cores",
             {"strong from", {0.1, 1.5}, kExcessStepOdUm}),
      number("cell_class.complete_fraction", kCut, &Options::complete_fraction, {0.01, 1}, "share of the outline",
             "Completeness from which a membrane is complete.",
             "synthetic slides with and without blush, blur and coarse pixels; cells read on cores",
             {"complete from", {0.3, 1}, 0.01}),
      number("cell_class.none_fraction", kCut, &Options::none_fraction, {0, 0.99}, "share of the outline",
             "Completeness below which a cell is unstained.",
             "synthetic slides with and without blush, blur and coarse pixels; cells read on cores",
             {"unstained below", {0, 0.6}, 0.01}, "complete_fraction"),
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
// Counted cells: those that can be judged by pattern, and the rest.
struct CellTally {
  PatternTable table{};
  std::int64_t masked = 0;
  [[nodiscard]] std::int64_t judged() const { return std::accumulate(table.begin(), table.end(), std::int64_t{0}); }
  [[nodiscard]] std::int64_t cells() const { return judged() + masked; }
  friend bool operator==(const CellTally&, const CellTally&) = default;
};
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
  double excess_od_um = 0;          // mean excess of the stained sectors, 0 when there is none: its intensity
  double dab_od = 0;                // the same of their peaks
  StainingPattern pattern = StainingPattern::kNone;
  CellClass cell_class = CellClass::k0;
  friend bool operator==(const CellStaining&, const CellStaining&) = default;
};

// What the score of a slide needs of a cell's staining; in memory for every cell of a slide.
struct CellCall {
  StainingPattern pattern = StainingPattern::kNone;
  // Of a cell that cannot be judged: the strongest membrane that its own DAB could hide, none for all others
  // (slide_quality.h).
  StainingPattern hidden = StainingPattern::kNone;
  std::uint8_t arcs = 0;  // runs of stained sectors
  [[nodiscard]] bool masked() const { return hidden != StainingPattern::kNone; }
  friend bool operator==(const CellCall&, const CellCall&) = default;
};
static_assert(sizeof(CellCall) == 3, "pipeline/analysis/memory_plan.h counts on it");

// Class of one cell. Comparisons are made in whole steps of the signature, so that a contrast stored as exactly the
// threshold is not above it whatever the rounding of the decimals. Arcs run round the outline: sectors 63 and 0 are
// neighbours. A cell without a stained sector is unstained whatever none_fraction is. `options` must be valid.
[[nodiscard]] CellStaining classifyCell(const CellRecord& cell, const CellClassOptions& options);

// classifyCell for each cell, in order. Throws std::invalid_argument for invalid options.
[[nodiscard]] std::vector<CellStaining> classifyCells(std::span<const CellRecord> cells,
                                                      const CellClassOptions& options);

// A cell's membrane above its staining threshold: all that is left of 64 sectors when stained_od is fixed.
struct StainedMembrane {
  int sectors = 0;     // stained, 0-64
  int excess_sum = 0;  // of their excess, in steps of kExcessStepOdUm
  int arcs = 0;        // runs of them round the outline
  [[nodiscard]] double completeness() const { return static_cast<double>(sectors) / kMembraneSectors; }
  // Optical density x um; 0 without a stained sector.
  [[nodiscard]] double meanExcessOdUm() const { return sectors == 0 ? 0 : excess_sum * kExcessStepOdUm / sectors; }
};

// The stained part of a membrane; only stained_od, stained_od_um and side_coefficient matter.
[[nodiscard]] StainedMembrane stainedMembrane(const MembraneSignature& membrane, float side_dab_od,
                                              const CellClassOptions& options);

// Bit i = sector i is above the staining threshold.
using SectorSet = std::uint64_t;
static_assert(kMembraneSectors == 64, "a set of sectors is one word");
[[nodiscard]] SectorSet stainedSectorsOf(const MembraneSignature& membrane, float side_dab_od,
                                         const CellClassOptions& options);

// The two comparisons every class rests on: the mean excess reaches `cut_od_um`, the completeness `cut_fraction`.
[[nodiscard]] bool reachesExcess(const StainedMembrane& stained, double cut_od_um);
[[nodiscard]] bool reachesCompleteness(int sectors, double cut_fraction);

// What classifyCell makes of it; only the four cuts of excess and completeness matter.
[[nodiscard]] StainingPattern patternOf(const StainedMembrane& stained, const CellClassOptions& options);

// none -> 0; iw -> 1+; cw, cm, im, is -> 2+; cs -> 3+.
[[nodiscard]] CellClass classOfPattern(StainingPattern pattern);

}  // namespace herald
