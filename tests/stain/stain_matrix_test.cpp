#include "stain/stain_matrix.h"

#include <gtest/gtest.h>

#include <Eigen/Geometry>
#include <cmath>
#include <limits>
#include <numbers>

#include "../support/expect_refusal.h"
#include "../support/seeded_random.h"

namespace herald {
namespace {

const Eigen::Vector3d kBlue{0.650, 0.704, 0.286};
const Eigen::Vector3d kBrown{0.268, 0.570, 0.776};

TEST(StainMatrix, DefaultsAreThePublishedPairAtUnitLength) {
  const StainMatrix stains;
  EXPECT_NEAR((stains.hematoxylin() - kBlue.normalized()).norm(), 0, 1e-12);
  EXPECT_NEAR((stains.dab() - kBrown.normalized()).norm(), 0, 1e-12);
  for (const auto& vector : {stains.hematoxylin(), stains.dab(), stains.residual()})
    EXPECT_NEAR(vector.norm(), 1, 1e-12);
}

TEST(StainMatrix, ResidualIsAtRightAnglesToBothStains) {
  const StainMatrix stains;
  EXPECT_NEAR(stains.residual().dot(stains.hematoxylin()), 0, 1e-12);
  EXPECT_NEAR(stains.residual().dot(stains.dab()), 0, 1e-12);
  EXPECT_GT(stains.hematoxylin().cross(stains.dab()).dot(stains.residual()), 0);
}

TEST(StainMatrix, UnmixingUndoesMixing) {
  SeededRandom random(1);
  for (int i = 0; i < 200; ++i) {
    Eigen::Vector3d a = kBlue;
    Eigen::Vector3d b = kBrown;
    for (int c = 0; c < 3; ++c) {
      a[c] = std::max(0.0, a[c] + random.between(-0.1, 0.1));
      b[c] = std::max(0.0, b[c] + random.between(-0.1, 0.1));
    }
    const StainMatrix stains(a, b);
    const Eigen::Vector3d amounts{random.between(-0.5, 3), random.between(-0.5, 3), random.between(-0.5, 0.5)};
    EXPECT_NEAR((stains.unmix(stains.mix(amounts)) - amounts).norm(), 0, 1e-10);
    const Eigen::Vector3d od{random.between(-0.1, 2), random.between(-0.1, 2), random.between(-0.1, 2)};
    EXPECT_NEAR((stains.mix(stains.unmix(od)) - od).norm(), 0, 1e-10);
  }
}

TEST(StainMatrix, LengthOfTheGivenVectorsDoesNotMatter) {
  const StainMatrix once(kBlue, kBrown);
  const StainMatrix thrice(3 * kBlue, 0.2 * kBrown);
  EXPECT_NEAR((once.unmixing() - thrice.unmixing()).norm(), 0, 1e-12);
}

TEST(StainMatrix, NegativeAmountsAreKept) {
  EXPECT_NEAR(StainMatrix().unmix(-0.1 * StainMatrix().dab()).y(), -0.1, 1e-12);
}

// The fact behind the brown gate: grey looks like both stains at once.
TEST(StainMatrix, GreyUnmixesToBothDefaultStains) {
  const Eigen::Vector3d amounts = StainMatrix().unmix({1 / std::sqrt(3.0), 1 / std::sqrt(3.0), 1 / std::sqrt(3.0)});
  EXPECT_GT(amounts.x(), 0.4);
  EXPECT_GT(amounts.y(), 0.4);
}

TEST(StainMatrix, RefusesVectorsThatAreNoStain) {
  expectRefusal([] { (void)StainMatrix({0, 0, 0}, kBrown); }, {"haematoxylin", "not zero"});
  expectRefusal([] { (void)StainMatrix(kBlue, {0.3, -0.11, 0.8}); }, {"DAB", "not negative"});
  expectRefusal(
      [] {
        (void)StainMatrix(kBlue, {0.3, std::numeric_limits<double>::quiet_NaN(), 0.8});
      },
      {"DAB", "finite"});
  expectRefusal(
      [] {
        (void)StainMatrix({0.3, std::numeric_limits<double>::infinity(), 0.8}, kBrown);
      },
      {"haematoxylin", "finite"});
}

TEST(StainMatrix, RefusesVectorsTooCloseToTellApart) {
  const Eigen::Vector3d axis = kBlue.cross(kBrown).normalized();
  const auto turned = [&](double degrees) -> Eigen::Vector3d {
    return Eigen::AngleAxisd(degrees * std::numbers::pi / 180, axis) * kBlue;
  };
  expectRefusal([&] { (void)StainMatrix(kBlue, turned(11.9)); }, {"12 degrees"});
  EXPECT_NEAR(StainMatrix(kBlue, turned(12.1)).angleDeg(), 12.1, 1e-9);
}

TEST(StainAngle, IsTheAngleWhateverTheLengths) {
  EXPECT_NEAR(stainAngleDeg({1, 0, 0}, {0, 5, 0}), 90, 1e-9);
  EXPECT_NEAR(stainAngleDeg({1, 1, 0}, {3, 0, 0}), 45, 1e-9);
  EXPECT_NEAR(stainAngleDeg(kBlue, 7 * kBlue), 0, 1e-5);
}

TEST(StainMatrix, OfItsOwnVectorsIsTheSameToTheLastBit) {
  for (int i = 0; i < 1000; ++i) {
    const StainMatrix made({0.5 + 0.0003 * i, 0.704, 0.286 + 0.0001 * i}, {0.268, 0.570 + 0.0002 * i, 0.776});
    const StainMatrix again(made.hematoxylin(), made.dab());
    ASSERT_EQ(again.hematoxylin(), made.hematoxylin());
    ASSERT_EQ(again.dab(), made.dab());
    ASSERT_EQ(again.unmixing(), made.unmixing());
  }
}

}  // namespace
}  // namespace herald
