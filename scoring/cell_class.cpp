#include "scoring/cell_class.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <stdexcept>
#include <string>

namespace herald {
namespace {

// Decimals such as 0.035 / 0.005 come out a little beside the whole number they mean.
constexpr double kStepTolerance = 1e-6;

// Largest counts that are still unstained.
struct Thresholds {
  std::uint8_t contrast = 0;
  std::uint8_t excess = 0;
};

Thresholds thresholdsOf(float side_dab_od, const CellClassOptions& options) {
  const auto steps = [](double threshold, double step) {
    return static_cast<std::uint8_t>(std::min(255.0, std::floor(threshold / step + kStepTolerance)));
  };
  const double side_od = std::max(0.0, static_cast<double>(side_dab_od));
  return {steps(options.stained_od + options.side_coefficient * side_od, kContrastStepOd),
          steps(options.stained_od_um, kExcessStepOdUm)};
}

struct StainedArcs {
  int count = 0;
  int longest = 0;
};

// Runs of stained sectors round the outline.
StainedArcs stainedArcs(SectorSet stained) {
  if (stained == ~SectorSet{0}) return {1, kMembraneSectors};
  StainedArcs arcs;
  arcs.count = std::popcount(stained & ~std::rotl(stained, 1));  // a run begins behind an unstained sector
  // Each turn takes the last sector off every run.
  for (SectorSet left = stained; left != 0; left &= std::rotl(left, 1)) ++arcs.longest;
  return arcs;
}

struct StainedSectors {
  SectorSet sectors = 0;
  int excess_sum = 0;
  int peak_sum = 0;
};

StainedSectors stainedSectors(const MembraneSignature& membrane, const Thresholds& thresholds) {
  StainedSectors stained;
  std::array<std::uint8_t, kMembraneSectors> above{};
  for (std::size_t sector = 0; sector < kMembraneSectors; ++sector) {
    above[sector] = static_cast<std::uint8_t>(static_cast<int>(membrane.contrast[sector] > thresholds.contrast) &
                                              static_cast<int>(membrane.excess[sector] > thresholds.excess));
    stained.excess_sum += above[sector] * membrane.excess[sector];
    stained.peak_sum += above[sector] * membrane.peak[sector];
  }
  // Eight bytes of 0 or 1 to eight bits: the product gathers them in its highest byte.
  for (std::size_t byte = 0; byte < kMembraneSectors / 8; ++byte) {
    std::uint64_t eight = 0;
    for (std::size_t bit = 0; bit < 8; ++bit) eight |= std::uint64_t{above[8 * byte + bit]} << (8 * bit);
    stained.sectors |= (eight * 0x0102040810204080U >> 56) << (8 * byte);
  }
  return stained;
}

}  // namespace

void validate(const CellClassOptions& options) {
  requireInRanges(options);
}

PatternSet patternSet(std::initializer_list<StainingPattern> patterns) {
  PatternSet set;
  for (const StainingPattern pattern : patterns) set.set(static_cast<std::size_t>(pattern));
  return set;
}

PatternSet stainedPatterns() {
  return ~patternSet({StainingPattern::kNone});
}

PatternSet completePatterns() {
  return patternSet({StainingPattern::kCw, StainingPattern::kCm, StainingPattern::kCs});
}

bool containsPattern(const PatternSet& patterns, StainingPattern pattern) {
  return patterns[static_cast<std::size_t>(pattern)];
}

std::int64_t sumOf(const PatternTable& table, const PatternSet& patterns) {
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < table.size(); ++i) sum += patterns[i] ? table[i] : 0;
  return sum;
}

StainedMembrane stainedMembrane(const MembraneSignature& membrane, float side_dab_od, const CellClassOptions& options) {
  const StainedSectors found = stainedSectors(membrane, thresholdsOf(side_dab_od, options));
  return {std::popcount(found.sectors), found.excess_sum, stainedArcs(found.sectors).count};
}

bool reachesExcess(const StainedMembrane& stained, double cut_od_um) {
  return stained.excess_sum >= cut_od_um / kExcessStepOdUm * stained.sectors - kStepTolerance;
}

bool reachesCompleteness(int sectors, double cut_fraction) {
  return static_cast<double>(sectors) / kMembraneSectors >= cut_fraction;
}

StainingPattern patternOf(const StainedMembrane& stained, const CellClassOptions& options) {
  if (stained.sectors == 0 || !reachesCompleteness(stained.sectors, options.none_fraction))
    return StainingPattern::kNone;
  const int intensity = reachesExcess(stained, options.strong_od_um)     ? 2
                        : reachesExcess(stained, options.moderate_od_um) ? 1
                                                                         : 0;
  const auto weakest =
      reachesCompleteness(stained.sectors, options.complete_fraction) ? StainingPattern::kCw : StainingPattern::kIw;
  return static_cast<StainingPattern>(static_cast<int>(weakest) + intensity);
}

SectorSet stainedSectorsOf(const MembraneSignature& membrane, float side_dab_od, const CellClassOptions& options) {
  return stainedSectors(membrane, thresholdsOf(side_dab_od, options)).sectors;
}

CellStaining classifyCell(const CellRecord& cell, const CellClassOptions& options) {
  const StainedSectors found = stainedSectors(cell.membrane, thresholdsOf(cell.side_dab_od, options));
  const StainedArcs arcs = stainedArcs(found.sectors);
  const StainedMembrane stained{std::popcount(found.sectors), found.excess_sum, arcs.count};

  CellStaining staining;
  staining.completeness = stained.completeness();
  staining.longest_arc_fraction = static_cast<double>(arcs.longest) / kMembraneSectors;
  staining.arcs = arcs.count;
  staining.excess_od_um = stained.meanExcessOdUm();
  staining.dab_od = stained.sectors == 0 ? 0 : found.peak_sum * kPeakStepOd / stained.sectors;
  staining.pattern = patternOf(stained, options);
  staining.cell_class = classOfPattern(staining.pattern);
  return staining;
}

std::vector<CellStaining> classifyCells(std::span<const CellRecord> cells, const CellClassOptions& options) {
  validate(options);
  std::vector<CellStaining> staining;
  staining.reserve(cells.size());
  for (const CellRecord& cell : cells) staining.push_back(classifyCell(cell, options));
  return staining;
}

CellClass classOfPattern(StainingPattern pattern) {
  switch (pattern) {
    case StainingPattern::kNone:
      return CellClass::k0;
    case StainingPattern::kIw:
      return CellClass::k1Plus;
    case StainingPattern::kIm:
    case StainingPattern::kIs:
    case StainingPattern::kCw:
    case StainingPattern::kCm:
      return CellClass::k2Plus;
    case StainingPattern::kCs:
      return CellClass::k3Plus;
  }
  throw std::logic_error("staining pattern " + std::to_string(static_cast<int>(pattern)) + " does not exist");
}

}  // namespace herald
