#include "scoring/agreement/ish_agreement.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace herald {
namespace {

TEST(IshAgreement, ReflexTestMendsTwoPlusAndNothingElse) {
  const auto result = ishAgreement({{40, 0}, {20, 1}, {12, 4}, {2, 21}}, {});
  EXPECT_EQ(result->sent_to_ish->count, 16);
  EXPECT_EQ(result->sent_to_ish->total, 100);
  EXPECT_EQ(result->three_plus.sensitivity->count, 21);
  EXPECT_EQ(result->three_plus.sensitivity->total, 26);
  EXPECT_EQ(result->reflex.sensitivity->count, 25);
  EXPECT_EQ(result->reflex.specificity->count, 72);
  EXPECT_EQ(result->reflex.specificity->total, 74);
  EXPECT_EQ(result->without_equivocal.sensitivity->total, 22);
  EXPECT_EQ(result->without_equivocal.specificity->count, 60);
  EXPECT_EQ(result->without_equivocal.specificity->total, 62);
}

TEST(IshAgreement, WithoutAmplifiedSlidesHasNoSensitivity) {
  const auto result = ishAgreement({{4, 0}, {0, 0}, {0, 0}, {1, 0}}, {});
  EXPECT_FALSE(result->reflex.sensitivity);
  EXPECT_EQ(result->reflex.specificity->count, 4);
  EXPECT_FALSE(ishAgreement(IshTable(4), {})->sent_to_ish);
}

TEST(IshAgreement, NeedsTwoPlusAndThreePlusApart) {
  EXPECT_TRUE(ishAgreement(IshTable(3), ScoreClasses::parse("0|1+,2+,3+")));
  EXPECT_FALSE(ishAgreement(IshTable(3), ScoreClasses::parse("0,1+,2+|3+")));
  EXPECT_FALSE(ishAgreement(IshTable(3), ScoreClasses::parse("0,1+|2+,3+")));
  EXPECT_THROW((void)ishAgreement(IshTable(3), {}), std::invalid_argument);
}

}  // namespace
}  // namespace herald
