#include "scoring/agreement/limit_of_blank.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>
#include <vector>

namespace herald {
namespace {

std::vector<double> upTo(int n) {
  std::vector<double> values(static_cast<std::size_t>(n));
  std::iota(values.begin(), values.end(), 1.0);
  return values;
}

// EP17-A2's example has 60 blanks: rank 0.5 + 57 = 57.5, halfway between the 57th and the 58th.
TEST(LimitOfBlank, IsTheRankOfTheGuideline) {
  EXPECT_DOUBLE_EQ(limitOfBlank(upTo(60))->value, 57.5);
  EXPECT_DOUBLE_EQ(limitOfBlank(upTo(10))->value, 10);
  EXPECT_DOUBLE_EQ(limitOfBlank(upTo(20))->value, 19.5);
  EXPECT_FALSE(limitOfBlank(upTo(9)));
}

TEST(LimitOfBlank, DoesNotDependOnTheOrder) {
  std::vector<double> values = upTo(33);
  const double before = limitOfBlank(values)->value;
  std::shuffle(values.begin(), values.end(), std::mt19937(3));
  EXPECT_DOUBLE_EQ(limitOfBlank(values)->value, before);
}

// The largest of n lies above the 95th percentile unless all lie below it: 1 - 0.95^n.
TEST(LimitOfBlank, TellsHowSureItIs) {
  EXPECT_NEAR(limitOfBlank(upTo(10))->confidence, 1 - std::pow(0.95, 10), 1e-9);
  std::mt19937 random(5);
  std::uniform_real_distribution<double> uniform(0, 1);
  for (const int n : {10, 20, 60}) {
    int above = 0;
    constexpr int kRuns = 4000;
    for (int run = 0; run < kRuns; ++run) {
      std::vector<double> values(static_cast<std::size_t>(n));
      for (double& value : values) value = uniform(random);
      std::sort(values.begin(), values.end());
      const auto rank = static_cast<std::size_t>(0.5 + 0.95 * n);
      above += values[rank - 1] >= 0.95 ? 1 : 0;
    }
    EXPECT_NEAR(limitOfBlank(upTo(n))->confidence, static_cast<double>(above) / kRuns, 0.03) << n;
  }
}

}  // namespace
}  // namespace herald
