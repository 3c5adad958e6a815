#include "stain/median.h"

#include <gtest/gtest.h>

namespace herald {
namespace {

TEST(UpperMedian, IsTheMiddleOfAnOddCount) {
  std::vector<float> values{0.3F, -1, 7, 0.2F, 0.3F};
  EXPECT_EQ(upperMedian(values), 0.3F);
}

TEST(UpperMedian, IsTheUpperOfTheTwoInTheMiddleOfAnEvenCount) {
  std::vector<double> values{4, 1, 3, 2};
  EXPECT_EQ(upperMedian(values), 3);
}

TEST(UpperMedian, OfOneIsThatOne) {
  std::vector<int> values{-7};
  EXPECT_EQ(upperMedian(values), -7);
}

TEST(UpperMedian, DoesNotDependOnTheOrder) {
  std::vector<int> values{5, 1, 4, 2, 3, 6};
  std::sort(values.begin(), values.end());
  do {
    std::vector<int> shuffled = values;
    ASSERT_EQ(upperMedian(shuffled), 4);
  } while (std::next_permutation(values.begin(), values.end()));
}

}  // namespace
}  // namespace herald
