#include "stain/option_range.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

#include "tests/support/temporary_folder.h"

namespace herald {
namespace {

TEST(OptionRange, BothEndsBelongToIt) {
  EXPECT_NO_THROW(requireInRange("a.b", 0.01, {0.01, 2.55}));
  EXPECT_NO_THROW(requireInRange("a.b", 2.55, {0.01, 2.55}));
  EXPECT_EQ(messageOf<std::invalid_argument>([] {
              requireInRange("a.b", std::nan(""), {0.01, 1e9});
            }),
            "a.b = nan is outside 0.01 to 1000000000");
}

TEST(ShortestText, IsPlainWhereAPersonWouldWriteItSo) {
  EXPECT_EQ(shortestText(0), "0");
  EXPECT_EQ(shortestText(0.005), "0.005");
  EXPECT_EQ(shortestText(1.275), "1.275");
  EXPECT_EQ(shortestText(1e9), "1000000000");
  EXPECT_EQ(shortestText(-2.5), "-2.5");
  EXPECT_EQ(shortestText(1e-7), "1e-07");
  EXPECT_EQ(shortestText(1e16), "1e+16");
  EXPECT_EQ(shortestText(std::numeric_limits<double>::infinity()), "inf");
  EXPECT_EQ(shortestText(std::nan("")), "nan");
}

TEST(ShortestText, GivesTheNumberBack) {
  std::mt19937_64 random(7);
  std::uniform_real_distribution<double> exponent(-30, 30);
  for (int i = 0; i < 10'000; ++i) {
    const double value = std::pow(10.0, exponent(random));
    ASSERT_EQ(std::stod(shortestText(value)), value);
  }
}

}  // namespace
}  // namespace herald
