#include "segmentation/phantom/phantom_options.h"

#include <gtest/gtest.h>

#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

namespace herald {
namespace {

std::string messageOf(const PhantomOptions& options) {
  try {
    validate(options);
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "";
}

TEST(PhantomOptions, DefaultsAreValid) {
  EXPECT_EQ(messageOf({}), "");
}

TEST(PhantomOptions, MessageNamesFieldValueAndRange) {
  PhantomOptions options;
  options.blur_um = 9;
  EXPECT_EQ(messageOf(options), "phantom.blur_um = 9 is outside 0 to 3");
  options = {};
  options.width_px = 10;
  EXPECT_EQ(messageOf(options), "phantom.width_px = 10 is outside 64 to 100000");
  options = {};
  options.background_rgb[1] = 256;
  EXPECT_EQ(messageOf(options), "phantom.background_rgb = 256 is outside 100 to 255");
  options = {};
  options.strong_width.sd_um = 1;
  EXPECT_NE(messageOf(options).find("phantom.strong_width.sd_um = 1"), std::string::npos);
}

TEST(PhantomOptions, TissueLeavesGlassForTheBackground) {
  PhantomOptions options;
  options.tissue_fraction = 0.95;
  EXPECT_EQ(messageOf(options), "phantom.tissue_fraction = 0.95 is outside 0.2 to 0.85");
  options.tissue_fraction = 1;
  EXPECT_EQ(messageOf(options), "");
}

TEST(PhantomOptions, OtherLaboratoriesHaveRanges) {
  const auto messageWith = [](double PhantomOptions::*field, double value) {
    PhantomOptions options;
    options.*field = value;
    return messageOf(options);
  };
  EXPECT_EQ(messageWith(&PhantomOptions::hematoxylin_scale, 11),
            "phantom.hematoxylin_scale = 11 is outside 0.05 to 10");
  EXPECT_EQ(messageWith(&PhantomOptions::blush_od, 1.5), "phantom.blush_od = 1.5 is outside 0 to 1");
  EXPECT_EQ(messageWith(&PhantomOptions::granules_od, -1), "phantom.granules_od = -1 is outside 0 to 1");
  EXPECT_EQ(messageWith(&PhantomOptions::glare, 0.3), "phantom.glare = 0.3 is outside 0 to 0.2");
  EXPECT_EQ(messageWith(&PhantomOptions::nucleus_fraction, 0.9),
            "phantom.nucleus_fraction = 0.9 is outside 0.15 to 0.8");
  EXPECT_EQ(messageWith(&PhantomOptions::muscle_fraction, 2), "phantom.muscle_fraction = 2 is outside 0 to 1");
  PhantomOptions options;
  options.muscle_fraction = 0.5;
  options.lymphoid_fraction = 0.75;
  EXPECT_EQ(messageOf(options), "phantom.lymphoid_fraction = 0.75 is outside 0 to 0.5");
}

TEST(PhantomOptions, MixMustHaveOnePositiveShare) {
  PhantomOptions options;
  options.mix = {};
  EXPECT_NE(messageOf(options).find("phantom.mix"), std::string::npos);
  options.mix = {1, 0, -0.5, 0, 0, 0, 0};
  EXPECT_NE(messageOf(options).find("phantom.mix.im = -0.5"), std::string::npos);
}

TEST(PhantomOptions, NotANumberIsRefused) {
  PhantomOptions options;
  options.mpp_um = std::numeric_limits<double>::quiet_NaN();
  EXPECT_NE(messageOf(options).find("phantom.mpp_um"), std::string::npos);
}

TEST(RotatedStains, KeepTheAngleBetweenTheStains) {
  const StainMatrix stains;
  const StainMatrix turned = rotatedStains(stains, 5);
  EXPECT_NEAR(turned.angleDeg(), stains.angleDeg(), 1e-9);
  EXPECT_GT(stainAngleDeg(turned.dab(), stains.dab()), 1.0);
  EXPECT_LE(stainAngleDeg(turned.dab(), stains.dab()), 5.0);
}

TEST(RotatedStains, BackAndForthIsIdentity) {
  const StainMatrix stains;
  const StainMatrix back = rotatedStains(rotatedStains(stains, 4), -4);
  EXPECT_LT((back.hematoxylin() - stains.hematoxylin()).norm(), 1e-12);
  EXPECT_THROW((void)rotatedStains(stains, 90), std::invalid_argument);
}

TEST(RotatedStains, TurnBothStainsTenDegreesAndMore) {
  const StainMatrix stains = PhantomOptions{}.stains;
  for (const double degrees : {-50.0, 50.0}) {
    const StainMatrix turned = rotatedStains(stains, degrees);
    EXPECT_GT(stainAngleDeg(turned.hematoxylin(), stains.hematoxylin()), 10);
    EXPECT_GT(stainAngleDeg(turned.dab(), stains.dab()), 10);
  }
}

TEST(WithHematoxylin, HuesLieApartAndLeaveDab) {
  const StainMatrix stains = PhantomOptions{}.stains;
  std::vector<StainMatrix> hues;
  for (const PhantomHue hue : {PhantomHue::kBlue, PhantomHue::kPurple, PhantomHue::kGrey, PhantomHue::kGreenish}) {
    hues.push_back(withHematoxylin(stains, hue));
    EXPECT_LT(stainAngleDeg(hues.back().dab(), stains.dab()), 1e-4);
    for (std::size_t i = 0; i + 1 < hues.size(); ++i) {
      EXPECT_GT(stainAngleDeg(hues.back().hematoxylin(), hues[i].hematoxylin()), 7);
    }
  }
  EXPECT_LT(stainAngleDeg(hues.front().hematoxylin(), stains.hematoxylin()), 1e-4);
}

}  // namespace
}  // namespace herald
