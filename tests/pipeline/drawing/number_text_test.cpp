#include "pipeline/drawing/number_text.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <random>

namespace herald {
namespace {

TEST(NumberText, PutsCommasBetweenThousands) {
  EXPECT_EQ(groupedText(0), "0");
  EXPECT_EQ(groupedText(999), "999");
  EXPECT_EQ(groupedText(1000), "1,000");
  EXPECT_EQ(groupedText(-1234567), "-1,234,567");
}

TEST(NumberText, RoundsToTheNearestDecimal) {
  EXPECT_EQ(decimalText(0, 1), "0.0");
  EXPECT_EQ(decimalText(64.76, 1), "64.8");
  EXPECT_EQ(decimalText(0.04, 1), "0.0");
  EXPECT_EQ(decimalText(-0.04, 1), "0.0") << "a zero has no sign";
  EXPECT_EQ(decimalText(-7.36, 1), "-7.4");
  EXPECT_EQ(decimalText(0.005, 3), "0.005");
  EXPECT_EQ(decimalText(99.99, 1), "100.0");
  EXPECT_EQ(decimalText(12.5, 0), "13");
}

TEST(NumberText, AgreesWithTheCLibraryBesideHalves) {
  std::mt19937 random(1);
  std::uniform_real_distribution<double> values(-300, 300);
  for (int i = 0; i < 10000; ++i) {
    const double value = values(random);
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), "%.3f", value);
    EXPECT_EQ(decimalText(value, 3), text.data());
  }
}

TEST(NumberText, SignsAndIntervals) {
  EXPECT_EQ(signedText(39.52, 1), "+39.5");
  EXPECT_EQ(signedText(-0.26, 1), "-0.3");
  EXPECT_EQ(percentText({64.76, 52.35, 78.72}), "64.8 %");
  EXPECT_EQ(intervalText({64.76, 52.35, 78.72}), "52.4 – 78.7");
}

}  // namespace
}  // namespace herald
