#include "scoring/agreement/proportions.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace herald {
namespace {

// 72 of 78 in PMC3828190.
TEST(Proportion, MatchesThePublishedIntervals) {
  const auto share = proportionOf(72, 78);
  EXPECT_NEAR(share->wilson.low, 0.8422, 5e-5);
  EXPECT_NEAR(share->wilson.high, 0.9643, 5e-5);
  EXPECT_NEAR(share->clopper_pearson.low, 0.8401, 5e-5);
  EXPECT_NEAR(share->clopper_pearson.high, 0.9712, 5e-5);
}

TEST(Proportion, OfNoneIsUnknown) {
  EXPECT_FALSE(proportionOf(0, 0));
}

TEST(Proportion, RejectsACountOutsideTheTotal) {
  EXPECT_THROW((void)proportionOf(3, 2), std::invalid_argument);
  EXPECT_THROW((void)proportionOf(-1, 2), std::invalid_argument);
}

TEST(Proportion, ExactIntervalHoldsTheValueAndEndsAtNoneAndAll) {
  for (std::int64_t total = 1; total < 60; ++total)
    for (std::int64_t count = 0; count <= total; ++count) {
      const auto share = proportionOf(count, total);
      EXPECT_LE(share->clopper_pearson.low, share->value);
      EXPECT_GE(share->clopper_pearson.high, share->value);
      EXPECT_EQ(share->clopper_pearson.low == 0, count == 0);
      EXPECT_EQ(share->clopper_pearson.high == 1, count == total);
    }
}

TEST(CutAgreement, CountsWhatLiesOnEitherSide) {
  ConfusionMatrix matrix(3);
  matrix.add(0, 0, 5);
  matrix.add(0, 1, 2);
  matrix.add(1, 2, 3);
  matrix.add(2, 0, 1);
  const CutAgreement low = agreementAtCut(matrix, 1);
  EXPECT_EQ(low.positive->count, 3);
  EXPECT_EQ(low.positive->total, 4);
  EXPECT_EQ(low.negative->count, 5);
  EXPECT_EQ(low.negative->total, 7);
  EXPECT_EQ(low.overall->count, 8);
  const CutAgreement high = agreementAtCut(matrix, 2);
  EXPECT_EQ(high.positive->count, 0);
  EXPECT_EQ(high.negative->count, 7);
}

TEST(CutAgreement, WithoutPositivesIsUnknown) {
  ConfusionMatrix matrix(2);
  matrix.add(0, 1, 4);
  EXPECT_FALSE(agreementAtCut(matrix, 1).positive);
  EXPECT_EQ(agreementAtCut(matrix, 1).negative->count, 0);
  EXPECT_FALSE(agreementAtCut(ConfusionMatrix(2), 1).overall);
}

TEST(CutAgreement, RefusesACutBeyondTheScale) {
  EXPECT_THROW((void)agreementAtCut(ConfusionMatrix(3), 0), std::invalid_argument);
  EXPECT_THROW((void)agreementAtCut(ConfusionMatrix(3), 3), std::invalid_argument);
}

}  // namespace
}  // namespace herald
