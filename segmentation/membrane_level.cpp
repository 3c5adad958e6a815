#include "segmentation/membrane_level.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "segmentation/order_statistics.h"

namespace herald {
namespace {

constexpr std::size_t kSectors = kMembraneSectors;
constexpr float kLevelNearUm = 1.0F;
constexpr float kLevelFarUm = 2.25F;

// Mean of three samples `away` samples outside the line of each sector; inside where it is negative.
SectorValues beside(const NormalSamples& samples, const LinePlaces& line, int away) {
  SectorValues mean;
  for (std::size_t s = 0; s < kSectors; ++s) {
    const int at = std::clamp(line[s] + away, 1, samples.count - 2);
    const auto sample = [&](int i) { return samples.dab[static_cast<std::size_t>(i)][s]; };
    mean[s] = (sample(at - 1) + sample(at) + sample(at + 1)) / 3;
  }
  return mean;
}

int stepsOf(float um, float step_um) {
  return static_cast<int>(std::lround(um / step_um));
}

// On one side of the line of each sector; `side`: -1 inside, 1 outside.
SectorValues lowestBeside(const NormalSamples& samples, const LinePlaces& line, int side, float step_um) {
  const int near = stepsOf(kLevelNearUm, step_um);
  SectorValues lowest = beside(samples, line, side * near);
  for (int away = near + 1; away <= stepsOf(kLevelFarUm, step_um); ++away) {
    const SectorValues there = beside(samples, line, side * away);
    for (std::size_t s = 0; s < kSectors; ++s) lowest[s] = std::min(lowest[s], there[s]);
  }
  return lowest;
}

}  // namespace

// Ranks of whole numbers need no sorting (order_statistics.h).
float medianOf(const SectorValues& values_od) {
  std::array<std::int16_t, kSectors> counts;
  for (std::size_t s = 0; s < kSectors; ++s) {
    const float count = values_od[s] * static_cast<float>(kMilliOd);
    counts[s] = static_cast<std::int16_t>(count + (count < 0 ? -0.5F : 0.5F));
  }
  return static_cast<float>(valueOfRank(counts, kSectors / 2)) / static_cast<float>(kMilliOd);
}

float levelBeside(const NormalSamples& samples, const LinePlaces& line, float step_um) {
  const SectorValues inner = lowestBeside(samples, line, -1, step_um);
  const SectorValues outer = lowestBeside(samples, line, 1, step_um);
  SectorValues darker;
  for (std::size_t s = 0; s < kSectors; ++s) darker[s] = std::max(inner[s], outer[s]);
  return std::max(0.0F, medianOf(darker));
}

}  // namespace herald
