#include "segmentation/nucleus_mask.h"

#include <gtest/gtest.h>

#include <cmath>
#include <memory>

#include "../support/expect_refusal.h"
#include "synthetic_planes.h"

namespace herald {
namespace {

constexpr double kUmPerPx = 0.5;

NucleusMask maskOf(const NucleusOutline& outline) {
  NucleusMask mask;
  rasterise(outline, kUmPerPx, mask);
  return mask;
}

bool holds(const NucleusMask& mask, int dx, int dy) {
  const int row = dy + NucleusMask::kReachPx;
  if (row < mask.first_row || row > mask.last_row) return false;
  return ((mask.rows[static_cast<std::size_t>(row)] >> (dx + NucleusMask::kReachPx)) & 1) != 0;
}

NucleusOutline raggedNucleus(std::uint64_t seed) {
  SeededRandom random(seed);
  NucleusOutline outline;
  for (float& radius : outline.radius_um) radius = static_cast<float>(random.between(1.5, 7));
  return outline;
}

TEST(NucleusMask, HoldsThePixelsWhoseCentresLieInTheOutline) {
  for (const std::uint64_t seed : {1U, 2U, 3U, 4U, 5U}) {
    const NucleusOutline outline = raggedNucleus(seed);
    const NucleusMask mask = maskOf(outline);
    int area = 0;
    for (int dy = -20; dy <= 20; ++dy) {
      for (int dx = -20; dx <= 20; ++dx) {
        area += holds(mask, dx, dy) ? 1 : 0;
        const double distance_um = std::hypot(dx, dy) * kUmPerPx;
        if (std::abs(distance_um - outline.radiusToward(dx, dy)) < 1e-3) continue;  // on the line: rounding decides
        EXPECT_EQ(holds(mask, dx, dy), outline.contains(dx * kUmPerPx, dy * kUmPerPx)) << dx << ' ' << dy;
      }
    }
    EXPECT_EQ(mask.area_px, area);
  }
}

TEST(NucleusMask, KeepsNothingOfWhatItHeldBefore) {
  NucleusMask used;
  rasterise(roundNucleus(7), kUmPerPx, used);
  rasterise(roundNucleus(2), kUmPerPx, used);
  const NucleusMask fresh = maskOf(roundNucleus(2));
  EXPECT_EQ(used.area_px, fresh.area_px);
  EXPECT_EQ(sharedPx(used, fresh, 0, 0), fresh.area_px);
}

TEST(NucleusMask, SharedPixelsAreCountedFromEitherSide) {
  const NucleusMask a = maskOf(raggedNucleus(7));
  const NucleusMask b = maskOf(raggedNucleus(8));
  for (const auto& [dx, dy] : {std::pair{0, 0}, {5, -3}, {-9, 4}, {0, 13}, {-28, 0}, {70, 0}, {0, -70}}) {
    int expected = 0;
    for (int y = -14; y <= 14; ++y) {
      for (int x = -14; x <= 14; ++x) {
        const bool in_b = std::abs(x - dx) <= 14 && std::abs(y - dy) <= 14 && holds(b, x - dx, y - dy);
        expected += holds(a, x, y) && in_b ? 1 : 0;
      }
    }
    EXPECT_EQ(sharedPx(a, b, dx, dy), expected) << dx << ' ' << dy;
    EXPECT_EQ(sharedPx(b, a, -dx, -dy), expected) << dx << ' ' << dy;
  }
}

TEST(NucleusMask, TwoEqualCirclesARadiusApartShareWhatGeometrySays) {
  const NucleusMask circle = maskOf(roundNucleus(6));
  EXPECT_NEAR(static_cast<double>(sharedPx(circle, circle, 12, 0)) / circle.area_px, 0.391, 0.02);
}

TEST(NucleusMask, RefusesAnOutlineThatDoesNotFit) {
  NucleusMask mask;
  expectRefusal([&] { rasterise(roundNucleus(15.6), kUmPerPx, mask); }, {"too large"});
}

}  // namespace
}  // namespace herald
