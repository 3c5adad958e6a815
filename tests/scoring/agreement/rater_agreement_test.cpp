#include "scoring/agreement/rater_agreement.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace herald {
namespace {

constexpr auto kNone = std::nullopt;

// Three raters, of whom the third errs once.
const RatingTable kThree{4, {{0, 0, 0}, {1, 1, 1}, {2, 2, 3}, {3, 3, 3}, {0, 0, 0}, {2, 2, 2}}};

TEST(RaterAgreement, OfAllIsOneWithoutAnInterval) {
  const RatingTable table{4, {{0, 0, 0}, {3, 3, 3}, {1, 1, 1}}};
  EXPECT_DOUBLE_EQ(fleissKappa(table)->value, 1);
  EXPECT_FALSE(fleissKappa(table)->interval);
  EXPECT_DOUBLE_EQ(krippendorffAlpha(table, AlphaDistance::kOrdinal)->value, 1);
}

TEST(RaterAgreement, IsUndefinedWithoutSlidesWithOneRaterAndWithOneClass) {
  for (const RatingTable& table : {RatingTable{4, {}}, RatingTable{4, {{0}, {1}}}, RatingTable{4, {{2, 2}, {2, 2}}},
                                   RatingTable{4, {{0, kNone}, {kNone, 1}}}}) {
    EXPECT_FALSE(fleissKappa(table));
    EXPECT_FALSE(krippendorffAlpha(table, AlphaDistance::kNominal));
    EXPECT_FALSE(krippendorffAlpha(table, AlphaDistance::kOrdinal));
  }
}

TEST(RaterAgreement, BootstrapIsTheSameEveryTimeAndHoldsTheValue) {
  const auto once = krippendorffAlpha(kThree, AlphaDistance::kOrdinal);
  const auto again = krippendorffAlpha(kThree, AlphaDistance::kOrdinal);
  EXPECT_EQ(once->interval, again->interval);
  EXPECT_LE(once->interval->low, once->value);
  EXPECT_GE(once->interval->high, once->value);
  EXPECT_FALSE(krippendorffAlpha(kThree, AlphaDistance::kOrdinal, {.replicates = 0})->interval);
}

TEST(RaterAgreement, AlphaUsesWhatFleissCannot) {
  RatingTable holes = kThree;
  holes.slides[0][1] = kNone;
  EXPECT_EQ(completeSlides(kThree), 6U);
  EXPECT_EQ(completeSlides(holes), 5U);
  EXPECT_TRUE(krippendorffAlpha(holes, AlphaDistance::kOrdinal));
  holes.slides.push_back({kNone, 3, kNone});  // alone: nobody to agree with
  EXPECT_DOUBLE_EQ(
      krippendorffAlpha(holes, AlphaDistance::kNominal)->value,
      krippendorffAlpha({4, {holes.slides.begin(), holes.slides.end() - 1}}, AlphaDistance::kNominal)->value);
}

TEST(RaterAgreement, OrdinalAlphaForgivesNeighbours) {
  const RatingTable near{4, {{0, 0}, {1, 1}, {2, 2}, {3, 3}, {2, 3}}};
  const RatingTable far{4, {{0, 0}, {1, 1}, {2, 2}, {3, 3}, {0, 3}}};
  EXPECT_GT(krippendorffAlpha(near, AlphaDistance::kOrdinal)->value,
            krippendorffAlpha(far, AlphaDistance::kOrdinal)->value);
}

TEST(RaterAgreement, RefusesTablesThatAreNone) {
  EXPECT_THROW((void)fleissKappa({4, {{0, 1}, {0}}}), std::invalid_argument);
  EXPECT_THROW((void)krippendorffAlpha({4, {{0, 4}}}, AlphaDistance::kNominal), std::out_of_range);
}

}  // namespace
}  // namespace herald
