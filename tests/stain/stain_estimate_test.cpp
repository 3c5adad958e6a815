#include "stain/stain_estimate.h"

#include <gtest/gtest.h>

#include <Eigen/Geometry>
#include <algorithm>
#include <numbers>
#include <vector>

#include "../support/expect_refusal.h"
#include "../support/seeded_random.h"
#include "stain/optical_density.h"

namespace herald {
namespace {

const BackgroundLight kLight{{240, 240, 240}, "glass"};

// Both vectors turned about the axis of neutral grey: a change of hue.
StainMatrix turned(double degrees) {
  const StainMatrix stains;
  const Eigen::AngleAxisd turn(degrees * std::numbers::pi / 180, Eigen::Vector3d(1, 1, 1).normalized());
  return {turn * stains.hematoxylin(), turn * stains.dab()};
}

// Tissue of a HER2 slide: nuclei with little DAB, membranes with little haematoxylin, and mixtures.
std::vector<Rgb8> tissue(const StainMatrix& stains, int nuclei, int membranes, std::uint64_t seed = 11) {
  SeededRandom random(seed);
  std::vector<Rgb8> pixels;
  const auto add = [&](double h, double d) { pixels.push_back(colourOf(stains.mix({h, d, 0}), kLight.rgb)); };
  for (int i = 0; i < nuclei; ++i) add(random.between(0.2, 0.8), random.between(0, 0.02));
  for (int i = 0; i < membranes; ++i) add(random.between(0, 0.03), random.between(0.5, 1.2));
  for (int i = 0; i < (nuclei + membranes) / 4; ++i) add(random.between(0.1, 0.5), random.between(0.1, 0.5));
  for (int i = 0; i < 500; ++i) pixels.push_back({240, 239, 241});
  return pixels;
}

TEST(StainEstimate, RecoversTheVectorsOfATurnedHue) {
  for (const double degrees : {-5.0, -2.5, 0.0, 2.5, 5.0}) {
    const StainMatrix truth = turned(degrees);
    const StainEstimate estimate = estimateStains(tissue(truth, 4000, 4000), kLight, StainMatrix(), {});
    EXPECT_EQ(estimate.source, "estimated") << degrees;
    EXPECT_LT(stainAngleDeg(estimate.stains.hematoxylin(), truth.hematoxylin()), 1.5) << degrees;
    EXPECT_LT(stainAngleDeg(estimate.stains.dab(), truth.dab()), 1.5) << degrees;
  }
}

// A pale counterstain turns as a strong one does, and is measured as well.
TEST(StainEstimate, RecoversTheHematoxylinOfAPaleSlide) {
  SeededRandom random(12);
  for (const double degrees : {-6.0, 0.0, 6.0}) {
    const StainMatrix truth = turned(degrees);
    std::vector<Rgb8> pixels(4000, Rgb8{240, 240, 240});
    for (int i = 0; i < 2000; ++i) {
      Rgb8 pixel = colourOf(truth.mix({random.between(0.01, 0.14), 0, 0}), kLight.rgb);
      pixel.r = static_cast<std::uint8_t>(pixel.r + random.integer(-1, 1));
      pixel.b = static_cast<std::uint8_t>(pixel.b + random.integer(-1, 1));
      pixels.push_back(pixel);
    }
    const StainEstimate estimate = estimateStains(pixels, kLight, StainMatrix(), {});
    EXPECT_EQ(estimate.source.rfind("estimated", 0), 0U) << degrees << ' ' << estimate.source;
    EXPECT_LT(stainAngleDeg(estimate.stains.hematoxylin(), truth.hematoxylin()), 3.0) << degrees;
  }
}

TEST(StainEstimate, DoesNotDependOnTheOrderOfPixels) {
  std::vector<Rgb8> pixels = tissue(turned(2), 3000, 2000);
  const StainEstimate first = estimateStains(pixels, kLight, StainMatrix(), {});
  std::reverse(pixels.begin(), pixels.end());
  const StainEstimate reversed = estimateStains(pixels, kLight, StainMatrix(), {});
  SeededRandom random(5);
  for (std::size_t i = pixels.size(); i-- > 1;) {
    std::swap(pixels[i], pixels[static_cast<std::size_t>(random.integer(0, static_cast<int>(i)))]);
  }
  const StainEstimate shuffled = estimateStains(pixels, kLight, StainMatrix(), {});
  for (const StainEstimate& other : {reversed, shuffled}) {
    EXPECT_EQ(other.source, first.source);
    EXPECT_EQ(other.stains.hematoxylin(), first.stains.hematoxylin());
    EXPECT_EQ(other.stains.dab(), first.stains.dab());
  }
}

TEST(StainEstimate, AnAbsentStainKeepsItsStartingVector) {
  const StainMatrix start;
  const StainMatrix truth = turned(2);
  const StainEstimate no_dab = estimateStains(tissue(truth, 4000, 0), kLight, start, {});
  EXPECT_NEAR((no_dab.stains.dab() - start.dab()).norm(), 0, 1e-12);
  EXPECT_LT(stainAngleDeg(no_dab.stains.hematoxylin(), truth.hematoxylin()), 1.5);
  EXPECT_NE(no_dab.source.find("DAB: "), std::string::npos) << no_dab.source;
  EXPECT_NE(no_dab.source.find("500 needed"), std::string::npos) << no_dab.source;

  const StainEstimate no_nuclei = estimateStains(tissue(truth, 0, 4000), kLight, start, {});
  EXPECT_NEAR((no_nuclei.stains.hematoxylin() - start.hematoxylin()).norm(), 0, 1e-12);
  EXPECT_NE(no_nuclei.source.find("haematoxylin: "), std::string::npos) << no_nuclei.source;
}

TEST(StainEstimate, FallsBackWithoutPixels) {
  const StainEstimate estimate = estimateStains({}, kLight, StainMatrix(), {});
  EXPECT_EQ(estimate.source.rfind("default (haematoxylin: 0 pixels, 500 needed; DAB: 0 pixels", 0), 0U)
      << estimate.source;
  EXPECT_EQ(estimate.stains.dab(), StainMatrix().dab());
}

TEST(StainEstimate, GlassAloneGivesNoEstimate) {
  const std::vector<Rgb8> pixels(5000, Rgb8{239, 240, 238});
  EXPECT_EQ(estimateStains(pixels, kLight, StainMatrix(), {}).source.rfind("default", 0), 0U);
}

TEST(StainEstimate, InkDoesNotCount) {
  const std::vector<Rgb8> pixels(5000, Rgb8{40, 200, 60});  // green pen
  EXPECT_EQ(estimateStains(pixels, kLight, StainMatrix(), {}).source.rfind("default", 0), 0U);
}

TEST(StainEstimate, AnEstimateTooFarOffIsNotBelieved) {
  StainEstimateOptions options;
  options.largest_change_deg = 1;
  const StainEstimate estimate = estimateStains(tissue(turned(3), 4000, 4000), kLight, StainMatrix(), options);
  EXPECT_NE(estimate.source.find("degrees off"), std::string::npos) << estimate.source;
  EXPECT_LE(stainAngleDeg(estimate.stains.hematoxylin(), StainMatrix().hematoxylin()), 1.0);
  EXPECT_LE(stainAngleDeg(estimate.stains.dab(), StainMatrix().dab()), 1.0);
}

TEST(StainEstimate, RefusesOptionsOutOfRange) {
  const auto refused = [](auto change, const char* message) {
    StainEstimateOptions options;
    change(options);
    expectRefusal([&] { validate(options); }, {message});
    expectRefusal([&] { (void)estimateStains({}, kLight, StainMatrix(), options); }, {message});
  };
  refused([](auto& o) { o.purity = 0.5; }, "stain.purity = 0.5 is outside 0.51 to 1");
  refused([](auto& o) { o.purity = 1.01; }, "stain.purity = 1.01 is outside 0.51 to 1");
  refused([](auto& o) { o.minimum_pixels = 0; }, "stain.minimum_pixels = 0 is outside 1 to 1000000000");
  refused([](auto& o) { o.largest_change_deg = -1; }, "stain.largest_change_deg = -1 is outside 0 to 90");
  refused([](auto& o) { o.minimum_od = 0; }, "stain.minimum_od");
  refused([](auto& o) { o.minimum_dab_od = -1; }, "stain.minimum_dab_od");
  EXPECT_NO_THROW(validate(StainEstimateOptions{}));
}

}  // namespace
}  // namespace herald
