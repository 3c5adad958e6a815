#include "segmentation/membrane_width.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace herald {
namespace {

constexpr float kStepUm = 0.25F;
constexpr float kSideFarUm = 2.0F;
constexpr int kMiddle = 13;

// Gaussian line `offset_um` beside the middle of 27 samples; the samples before it stand on `inner`.
std::vector<float> lineProfile(double width_um, double od = 0.3, double offset_um = 0, double inner = 0) {
  std::vector<float> profile;
  for (int i = 0; i <= 2 * kMiddle; ++i) {
    const double sigmas = ((i - kMiddle) * static_cast<double>(kStepUm) - offset_um) / (width_um / 2.3548);
    const double line = od * std::exp(-0.5 * sigmas * sigmas);
    profile.push_back(static_cast<float>(sigmas < 0 ? std::max(line, inner) : line));
  }
  return profile;
}

double widthOf(const std::vector<float>& profile, int at = kMiddle) {
  return static_cast<double>(lineWidthUm(profile, at, kStepUm, kSideFarUm).value_or(-1));
}

TEST(LineWidth, IsTheFullWidthAtHalfMaximum) {
  for (const double width_um : {0.6, 0.8, 1.0, 1.2}) EXPECT_NEAR(widthOf(lineProfile(width_um)), width_um, 0.06);
}

TEST(LineWidth, OfABroadLineIsTooSmallYetRises) {
  const double broad = widthOf(lineProfile(1.6));
  const double broader = widthOf(lineProfile(2.2));
  EXPECT_NEAR(broad, 1.5, 0.1);
  EXPECT_GT(broader, broad + 0.2);
  EXPECT_LT(broader, 2.2);
}

TEST(LineWidth, IsMeasuredAtTheCrestNearby) {
  const double here = widthOf(lineProfile(0.9));
  for (const double offset_um : {-0.5, 0.5}) EXPECT_NEAR(widthOf(lineProfile(0.9, 0.3, offset_um)), here, 1e-4);
  EXPECT_NEAR(widthOf(lineProfile(0.9), kMiddle - 3), here, 1e-9);
}

TEST(LineWidth, StainBesideTheLineDoesNotWidenIt) {
  EXPECT_NEAR(widthOf(lineProfile(0.9, 0.3, 0, 0.1)), 0.75, 0.1);
  EXPECT_NEAR(widthOf(lineProfile(0.9, 0.3, 0, 0.2)), 0.43, 0.1);  // what stands out of it is narrow
}

TEST(LineWidth, DoesNotDependOnTheStrength) {
  for (const double od : {0.03, 0.1, 1.0}) {
    EXPECT_NEAR(widthOf(lineProfile(0.9, od)), widthOf(lineProfile(0.9)), 1e-4) << od;
  }
}

TEST(LineWidth, IsNothingWithoutALineOrASide) {
  EXPECT_FALSE(lineWidthUm(lineProfile(0.9, 0.01), kMiddle, kStepUm, kSideFarUm));
  EXPECT_FALSE(lineWidthUm(std::vector<float>(27, 0.3F), kMiddle, kStepUm, kSideFarUm));
  const std::vector<float> all = lineProfile(0.9);
  EXPECT_FALSE(lineWidthUm(std::vector<float>(all.begin() + kMiddle, all.end()), 0, kStepUm, kSideFarUm));
  EXPECT_FALSE(lineWidthUm(std::vector<float>{0.3F}, 0, kStepUm, kSideFarUm));
}

TEST(LineWidth, ASideCutShortCountsAsFarAsItGoes) {
  const std::vector<float> all = lineProfile(0.9);
  const std::vector<float> cut(all.begin() + kMiddle - 6, all.end());
  EXPECT_NEAR(widthOf(cut, 6), widthOf(all), 0.03);
}

std::vector<std::int16_t> stepsOf(const std::vector<float>& widths_um) {
  std::vector<std::int16_t> steps;
  for (const float width : widths_um) steps.push_back(widthStepsOf(width));
  return steps;
}

TEST(MembraneWidth, LeavesOutTheNarrowestEighthAndTheWidestQuarter) {
  EXPECT_NEAR(*membraneWidthUm(stepsOf({5, 1.0, 1.2F, 0.1F, 1.1F, 4, 0.9F, 0.8F})), 1.0, kWidthStepUm);
}

TEST(MembraneWidth, NeedsFourLines) {
  std::vector<float> widths{1, 1, 1};
  EXPECT_FALSE(membraneWidthUm(stepsOf(widths)));
  widths.push_back(1);
  EXPECT_EQ(membraneWidthUm(stepsOf(widths)), 1.0F);
}

TEST(MembraneWidth, IsTheSameToTheLastBitInAnyOrder) {
  std::vector<float> widths;
  for (int i = 0; i < 64; ++i) widths.push_back(0.7F + 0.01F * static_cast<float>((i * 37) % 64));
  std::vector<float> turned = widths;
  std::rotate(turned.begin(), turned.begin() + 16, turned.end());
  EXPECT_EQ(membraneWidthUm(stepsOf(widths)), membraneWidthUm(stepsOf(turned)));
}

TEST(MembraneWidth, StepsRoundAndSaturate) {
  EXPECT_EQ(widthStepsOf(0), 0);
  EXPECT_EQ(widthStepsOf(1), 2048);
  EXPECT_EQ(widthStepsOf(1.4F * kWidthStepUm), 1);
  EXPECT_EQ(widthStepsOf(1.6F * kWidthStepUm), 2);
  EXPECT_EQ(widthStepsOf(100), 32767);
}

// Blue and red of a faint brown line move away from its brightness by nearly opposite amounts.
TEST(SharpOd, HoldsTheBrightnessOfDabAndNotItsColour) {
  EXPECT_NEAR(sharpOd(1.0F, 0.508F), 0.39F, 0.01F);
  EXPECT_GT(sharpOd(0.3F, 0.0F), 0.2F);  // grey is dark, too: the brown gate keeps it away
}

}  // namespace
}  // namespace herald
