#include "segmentation/membrane_excess.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

namespace herald {
namespace {

constexpr double kStepUm = 0.25;
constexpr int kReach = 14;  // 3.5 um
constexpr int kHalf = 19;   // samples on either side

using Density = std::function<double(double)>;  // optical density at a place, um

Density line(double width_um, double od, double at_um = 0) {
  return [=](double x) { return od * std::exp(-0.5 * std::pow((x - at_um) / (width_um / 2.3548), 2)); };
}

Density sum(const Density& a, const Density& b) {
  return [=](double x) { return a(x) + b(x); };
}

Density level(double od) {
  return [=](double) { return od; };
}

Density stepInside(double od) {
  return [=](double x) { return x < 0 ? od : 0; };
}

// How a microscope and its camera see it: light, blurred, collected by pixels, optical density between their centres.
std::vector<float> seen(const Density& density, double blur_um = 0.25, double pixel_um = 0.25) {
  constexpr double kFineUm = 0.02;
  const auto light = [&](double x) {
    double total = 0;
    double weight = 0;
    for (double d = -3 * blur_um; d <= 3 * blur_um; d += kFineUm) {
      const double w = std::exp(-0.5 * d * d / (blur_um * blur_um));
      total += w * std::pow(10.0, -density(x + d));
      weight += w;
    }
    return total / weight;
  };
  const auto pixel = [&](double index) {
    double total = 0;
    constexpr int kParts = 8;
    for (int i = 0; i < kParts; ++i) total += light((index - 0.5 + (i + 0.5) / kParts) * pixel_um);
    return -std::log10(total / kParts);
  };
  std::vector<float> profile;
  for (int i = -kHalf; i <= kHalf; ++i) {
    const double place = i * kStepUm / pixel_um;
    const double left = std::floor(place);
    profile.push_back(static_cast<float>(pixel(left) + (pixel(left + 1) - pixel(left)) * (place - left)));
  }
  return profile;
}

// At the highest sample near the middle.
double excess(const std::vector<float>& profile, double level_od = 0) {
  const auto top = std::max_element(profile.begin() + kHalf - 3, profile.begin() + kHalf + 4);
  return static_cast<double>(lineExcess(profile, static_cast<int>(top - profile.begin()), kReach,
                                        static_cast<float>(kStepUm), static_cast<float>(level_od)));
}

double held(double width_um, double od) {
  return od * width_um * 1.0645;  // of a Gaussian by its full width at half maximum
}

TEST(MembraneExcess, IsWhatTheLineHoldsAcrossIt) {
  for (const double od : {0.1, 0.3, 0.8}) {
    for (const double width_um : {0.64, 1.0, 1.5, 2.1}) {
      const double share = excess(seen(line(width_um, od))) / held(width_um, od);
      EXPECT_GT(share, 0.8) << od << " OD, " << width_um << " um";
      EXPECT_LT(share, 1.02) << od << " OD, " << width_um << " um";
    }
  }
}

TEST(MembraneExcess, RisesWithDarknessAndWithWidthToThreeMicrometres) {
  double before = 0;
  for (const double width_um : {0.64, 1.0, 1.5, 2.1, 2.5, 3.0}) {
    const double now = excess(seen(line(width_um, 0.3)));
    EXPECT_GT(now, 1.1 * before) << width_um;
    before = now;
  }
  before = 0;
  for (const double od : {0.05, 0.1, 0.2, 0.4, 0.8, 1.2}) {
    const double now = excess(seen(line(1.0, od)));
    EXPECT_GT(now, 1.4 * before) << od;
    before = now;
  }
}

TEST(MembraneExcess, IsLeftAloneByPixelsBlurAndCytoplasm) {
  for (const double od : {0.1, 0.3}) {
    for (const double width_um : {0.64, 1.0, 1.5, 2.1}) {
      const double plain = excess(seen(line(width_um, od)));
      const auto expectNear = [&](double changed, const char* what) {
        EXPECT_NEAR(changed / plain, 1, 0.1) << what << ", " << od << " OD, " << width_um << " um";
      };
      expectNear(excess(seen(line(width_um, od), 0.56)), "blur of 0.5 um more");
      expectNear(excess(seen(line(width_um, od), 0.25, 0.5)), "0.5 um/px");
      expectNear(excess(seen(sum(line(width_um, od), level(0.35)))), "cytoplasm");
    }
  }
}

TEST(MembraneExcess, AStepIsNoLine) {
  for (const double od : {0.1, 0.2, 0.35, 1.0}) EXPECT_LT(excess(seen(stepInside(od))), 0.02) << od;
  EXPECT_EQ(excess(seen(level(0.4))), 0);
}

TEST(MembraneExcess, EndsWhereAnotherLineBegins) {
  const double alone = excess(seen(line(0.64, 0.3)));
  EXPECT_NEAR(excess(seen(sum(line(0.64, 0.3), line(0.64, 0.9, 2.5)))) / alone, 1, 0.25);
  EXPECT_NEAR(excess(seen(sum(line(0.64, 0.3), line(0.64, 0.3, -2.0)))) / alone, 1, 0.25);
}

// Rims of brown cytoplasm on both sides of a border, then nuclei without DAB.
TEST(MembraneExcess, ASlabOfTheCellsOwnLevelIsNoLineAndALineOnItKeepsItsExcess) {
  for (const double od : {0.1, 0.15, 0.35}) {
    for (const double rim_um : {1.0, 1.5, 2.5}) {
      const Density slab = [=](double x) { return std::abs(x) < rim_um ? od : 0; };
      EXPECT_LT(excess(seen(slab), od), 0.02) << od << " OD, " << rim_um << " um";
      if (rim_um < 1.5) continue;
      const double alone = excess(seen(line(0.64, 0.3)));
      EXPECT_NEAR(excess(seen(sum(slab, line(0.64, 0.3))), od) / alone, 1, 0.15) << od << " OD, " << rim_um << " um";
    }
  }
}

TEST(MembraneExcess, ALevelNoHigherThanTheSidesChangesNothing) {
  for (const double width_um : {0.64, 1.5, 3.0}) {
    const auto profile = seen(sum(line(width_um, 0.3), level(0.2)));
    EXPECT_DOUBLE_EQ(excess(profile, 0.15), excess(profile));
  }
}

// Where no light is left a line and its sides measure alike: the sides count as half of the crest.
TEST(MembraneExcess, AClippedLineKeepsItsStrengthInDarkCytoplasm) {
  std::vector<float> dark(2 * kHalf + 1, 1.9F);
  EXPECT_GT(excess(dark, 1.9), 0.5);
  std::vector<float> lighter(2 * kHalf + 1, 1.7F);
  EXPECT_EQ(excess(lighter, 1.7), 0);
}

TEST(MembraneExcess, LooksNoFartherThanTheProfile) {
  const std::vector<float> narrow = {0.1F, 0.4F, 0.1F};
  EXPECT_GT(lineExcess(narrow, 1, kReach, 0.25F, 0), 0);
}

}  // namespace
}  // namespace herald
