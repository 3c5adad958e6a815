#include "scoring/h_score.h"

#include <gtest/gtest.h>

namespace herald {
namespace {

TEST(HScoreSum, IsOnceTwiceAndThriceThePercentages) {
  HScoreSum sum;
  // 25 % each of 0, 1+, 2+ and 3+.
  for (const StainingPattern pattern :
       {StainingPattern::kNone, StainingPattern::kIw, StainingPattern::kCm, StainingPattern::kCs})
    sum.add(pattern);
  EXPECT_EQ(sum.cells(), 4);
  EXPECT_DOUBLE_EQ(sum.value(), 1 * 25 + 2 * 25 + 3 * 25);
}

TEST(HScoreSum, ReachesItsMostWhenEveryCellIsStrongAndComplete) {
  HScoreSum sum;
  for (int i = 0; i < 7; ++i) sum.add(StainingPattern::kCs);
  EXPECT_EQ(sum.value(), kMaxHScore);
}

TEST(HScoreSum, OfNoCellsIsNought) {
  EXPECT_EQ(HScoreSum().value(), 0);
}

}  // namespace
}  // namespace herald
