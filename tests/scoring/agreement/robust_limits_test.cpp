#include "scoring/agreement/robust_limits.h"

#include <gtest/gtest.h>

namespace herald {
namespace {

TEST(RobustLimits, AreNotMovedByTheOutlierTheyFind) {
  const auto limits = robustLimits({10, 11, 12, 13, 14, 500});
  EXPECT_NEAR(limits->low, 12.5 - 3 * 1.4826 * 1.5, 1e-12);
  EXPECT_NEAR(limits->high, 12.5 + 3 * 1.4826 * 1.5, 1e-12);
}

TEST(RobustLimits, NeedFiveValuesAndSomeSpread) {
  EXPECT_FALSE(robustLimits({1, 2, 3, 4}));
  EXPECT_FALSE(robustLimits({1, 1, 1, 1, 9}));
}

TEST(FiveNumbers, AreThoseOfType7) {
  const auto five = fiveNumbers({4, 1, 3, 2});
  EXPECT_DOUBLE_EQ(five->lower_quartile, 1.75);
  EXPECT_DOUBLE_EQ(five->median, 2.5);
  EXPECT_DOUBLE_EQ(five->upper_quartile, 3.25);
  EXPECT_FALSE(fiveNumbers({}));
}

}  // namespace
}  // namespace herald
