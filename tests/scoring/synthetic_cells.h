// Cells with chosen staining, on a grid or with random signatures, for the tests of scoring.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>
#include <vector>

#include "scoring/cell_class.h"

namespace herald::synthetic {

inline constexpr double kUmPerPx = 0.25;
inline constexpr double kTouchingUm = 15;    // seeds of cells that touch
inline constexpr double kScatteredUm = 100;  // of cells that are alone

class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next() {
    std::uint64_t z = state_ += 0x9e3779b97f4a7c15U;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31);
  }
  double uniform(double low, double high) {
    return low + (high - low) * static_cast<double>(next() >> 11) / 9007199254740992.0;
  }
  int below(int count) { return static_cast<int>(next() % static_cast<std::uint64_t>(count)); }

 private:
  std::uint64_t state_;
};

// The first `stained_sectors` sectors have contrast 0.10 OD and the given peak, the others contrast 0 and peak 0.05.
inline CellRecord cellWith(int stained_sectors, double peak_od) {
  CellRecord cell;
  for (int sector = 0; sector < kMembraneSectors; ++sector) {
    const auto i = static_cast<std::size_t>(sector);
    cell.membrane.contrast[i] = sector < stained_sectors ? 20 : 0;
    cell.membrane.peak[i] = sector < stained_sectors ? static_cast<std::uint8_t>(std::lround(peak_od * 100)) : 5;
    cell.membrane.excess[i] = cell.membrane.peak[i];  // as a line of 1 um
  }
  return cell;
}

// A cell whose default class has the pattern.
inline CellRecord cellOf(StainingPattern pattern) {
  constexpr double kPeakOd[] = {0.05, 0.15, 0.30, 0.60, 0.15, 0.30, 0.60};
  constexpr int kSectors[] = {0, 32, 32, 32, 64, 64, 64};
  return cellWith(kSectors[static_cast<int>(pattern)], kPeakOd[static_cast<int>(pattern)]);
}

struct Slide {
  std::vector<CellRecord> cells;
  std::vector<CellStaining> staining;
};

inline std::vector<CellCall> callsOf(const Slide& slide) {
  std::vector<CellCall> calls;
  for (const CellStaining& cell : slide.staining) calls.push_back({cell.pattern, StainingPattern::kNone});
  return calls;
}

inline void classify(Slide& slide) {
  slide.staining = classifyCells(slide.cells, CellClassOptions{});
}

// Cells pattern by pattern, strongest first, along the rows of a square grid, so that cells of one pattern lie
// together.
inline Slide slideOf(const PatternTable& table, double spacing_um = kTouchingUm) {
  Slide slide;
  std::int64_t total = 0;
  for (const std::int64_t count : table) total += count;
  const auto columns = std::max<std::int32_t>(1, static_cast<std::int32_t>(std::sqrt(static_cast<double>(total))));
  const auto spacing_px = static_cast<std::int32_t>(spacing_um / kUmPerPx);
  for (int pattern = kStainingPatterns - 1; pattern >= 0; --pattern)
    for (std::int64_t i = 0; i < table[static_cast<std::size_t>(pattern)]; ++i) {
      CellRecord cell = cellOf(static_cast<StainingPattern>(pattern));
      const auto place = static_cast<std::int32_t>(slide.cells.size());
      cell.seed = {place % columns * spacing_px, place / columns * spacing_px};
      slide.cells.push_back(cell);
    }
  classify(slide);
  return slide;
}

// 1000 cells; the given patterns in tenths of a per cent, the rest unstained.
inline PatternTable perMille(const std::vector<std::pair<StainingPattern, std::int64_t>>& stained) {
  PatternTable table{};
  table[0] = 1000;
  for (const auto& [pattern, count] : stained) {
    table[static_cast<std::size_t>(pattern)] += count;
    table[0] -= count;
  }
  return table;
}

// A DAB line of varying strength before it is stored: optical densities of the 64 sectors.
struct DabLine {
  std::array<double, kMembraneSectors> peak_od{};
  std::array<double, kMembraneSectors> contrast_od{};
  double cytoplasm_od = 0;
};

// Strength changes slowly along the outline; the sides keep a quarter to a half of the peak.
inline DabLine randomLine(Random& random) {
  DabLine line;
  const double mean_od = random.uniform(0.02, 0.8);
  const double sides = random.uniform(0.25, 0.5);
  double deviation = random.uniform(-0.6, 0.6);
  for (std::size_t i = 0; i < kMembraneSectors; ++i) {
    deviation = 0.9 * deviation + random.uniform(-0.3, 0.3);
    line.peak_od[i] = mean_od * std::exp(deviation);
    line.contrast_od[i] = line.peak_od[i] * (1 - sides) * random.uniform(0.6, 1.0);
  }
  line.cytoplasm_od = mean_od * random.uniform(0, 0.3);
  return line;
}

// The line with all DAB multiplied by `gain`, as a record stores it.
inline CellRecord recordOf(const DabLine& line, double gain) {
  const auto stored = [](double od, double step) {
    return static_cast<std::uint8_t>(std::clamp(std::lround(od / step), 0L, 255L));
  };
  CellRecord cell;
  for (std::size_t i = 0; i < kMembraneSectors; ++i) {
    cell.membrane.peak[i] = stored(gain * line.peak_od[i], kPeakStepOd);
    cell.membrane.excess[i] = cell.membrane.peak[i];
    cell.membrane.contrast[i] = stored(gain * line.contrast_od[i], kContrastStepOd);
  }
  cell.side_dab_od = static_cast<float>(gain * line.cytoplasm_od);
  return cell;
}

}  // namespace herald::synthetic
