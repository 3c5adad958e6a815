#include "stain/optical_density.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "../support/expect_refusal.h"

namespace herald {
namespace {

constexpr std::array<double, 3> kGlass{238, 240, 245};

TEST(OpticalDensity, IsTheLogarithmOfAbsorbedLight) {
  EXPECT_DOUBLE_EQ(opticalDensity(240, 240), 0);
  EXPECT_NEAR(opticalDensity(24, 240), 1, 1e-12);
  EXPECT_NEAR(opticalDensity(100, 200), std::log10(2), 1e-12);
}

TEST(OpticalDensity, IsNegativeAboveTheBackground) {
  EXPECT_LT(opticalDensity(255, 240), 0);
}

TEST(OpticalDensity, BlackStaysFinite) {
  EXPECT_DOUBLE_EQ(opticalDensity(0, 250), opticalDensity(kDarkestIntensity, 250));
  EXPECT_NEAR(opticalDensity(0, 100), 2, 1e-12);
}

TEST(OpticalDensity, FallsAsLightRises) {
  for (int v = 2; v < 256; ++v) EXPECT_LT(opticalDensity(v, 240), opticalDensity(v - 1, 240));
}

TEST(OpticalDensity, EachChannelHasItsOwnBackground) {
  const Eigen::Vector3d od = opticalDensity(Rgb8{238, 24, 0}, kGlass);
  EXPECT_NEAR(od[0], 0, 1e-12);
  EXPECT_NEAR(od[1], 1, 1e-12);
  EXPECT_NEAR(od[2], std::log10(245), 1e-12);
}

TEST(OpticalDensity, RefusesABackgroundThatIsNoLight) {
  for (const double background : {0.0, -1.0, 255.1, std::numeric_limits<double>::quiet_NaN()}) {
    expectRefusal([&] { (void)opticalDensity(100, background); }, {"background", "(0, 255]"});
  }
  expectRefusal([] { (void)opticalDensity(Rgb8{}, {240, 0, 240}); }, {"background"});
}

TEST(ColourOf, UndoesOpticalDensityForEveryIntensity) {
  for (int v = 1; v < 256; ++v) {
    const auto level = static_cast<std::uint8_t>(v);
    const Rgb8 colour{level, level, level};
    EXPECT_EQ(colourOf(opticalDensity(colour, kGlass), kGlass), colour) << v;
  }
}

TEST(ColourOf, StaysWithinEightBits) {
  EXPECT_EQ(colourOf({-1, -1, -1}, kGlass), (Rgb8{255, 255, 255}));
  EXPECT_EQ(colourOf({9, 9, 9}, kGlass), (Rgb8{0, 0, 0}));
}

}  // namespace
}  // namespace herald
