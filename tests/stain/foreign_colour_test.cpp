#include "stain/foreign_colour.h"

#include <gtest/gtest.h>

#include <cmath>

#include "stain/slide_statistics.h"
#include "stain/stain_matrix.h"

namespace herald {
namespace {

constexpr double kCounts = 1000;

TissueClass judge(const Eigen::Vector3d& od) {
  const auto counts = [&](int c) { return static_cast<float>(od[c] * kCounts); };
  const float red = counts(0);
  const float green = counts(1);
  const float blue = counts(2);
  std::uint8_t kind = 0;
  judgeColours(&red, &green, &blue, 1, foreignColourRules(ArtefactOptions(), kCounts), &kind);
  return static_cast<TissueClass>(kind);
}

TEST(ForeignColour, NoMixtureOfTheStainsIsForeign) {
  const StainMatrix stains;
  for (double share = 0; share <= 1; share += 0.1)
    for (const double amount : {0.3, 0.8})
      EXPECT_EQ(judge(stains.mix({amount * share, amount * (1 - share), 0})), TissueClass::kGlass) << share;
}

TEST(ForeignColour, IsInkFromTheAngleOfTheOptionOnEitherSideOfTheStains) {
  const StainMatrix stains;
  const auto turned = [&](double degrees) {
    const double angle = degrees * 3.14159265358979323846 / 180;
    const Eigen::Vector3d middle = stains.mix({0.4, 0.4, 0});
    return Eigen::Vector3d(middle.normalized() * std::cos(angle) + stains.mix({0, 0, 1}) * std::sin(angle));
  };
  EXPECT_EQ(judge(0.8 * turned(11.5)), TissueClass::kGlass);
  EXPECT_EQ(judge(0.8 * turned(12.5)), TissueClass::kPen);
  EXPECT_EQ(judge({0.05, 0.1, 0.9}), TissueClass::kPen);  // yellow: beside DAB
  EXPECT_EQ(judge({0.9, 0.3, 0.05}), TissueClass::kPen);  // cyan: beside haematoxylin
}

TEST(ForeignColour, PaleRedIsRedCellsStrongRedIsInk) {
  EXPECT_EQ(judge({0.04, 0.5, 0.35}), TissueClass::kRedCells);
  EXPECT_EQ(judge({0.1, 1.5, 1.0}), TissueClass::kPen);
}

TEST(ForeignColour, DarkGreyIsBlackAndPaleColoursAreLeftAlone) {
  EXPECT_EQ(judge({0.7, 0.72, 0.71}), TissueClass::kDust);
  EXPECT_EQ(judge({0.02, 0.02, 0.3}), TissueClass::kGlass);  // mean below foreign_od
}

}  // namespace
}  // namespace herald
