#include "scoring/suggestion.h"

#include <gtest/gtest.h>

#include <vector>

namespace herald {
namespace {

using namespace std::string_view_literals;

const std::vector<std::string_view> kKnown = {"above_percent"sv, "at_least_percent"sv, "flag"sv, "flags"sv};

TEST(NearestName, FindsAMisspeltNameWhateverItsCase) {
  EXPECT_EQ(nearestName("above_precent", kKnown), "above_percent"sv);
  EXPECT_EQ(nearestName("ABOVE_PERCENT", kKnown), "above_percent"sv);
  EXPECT_EQ(nearestName("least_percent", kKnown), "at_least_percent"sv);
}

TEST(NearestName, TakesTheNearerAndOfEqualsTheFirst) {
  EXPECT_EQ(nearestName("flagss", kKnown), "flags"sv);
  EXPECT_EQ(nearestName("flax", kKnown), "flag"sv);
}

TEST(NearestName, IsNothingWhenNoNameIsNear) {
  EXPECT_EQ(nearestName("colour", kKnown), std::nullopt);
  EXPECT_EQ(nearestName("x", {}), std::nullopt);
}

TEST(DidYouMean, IsReadyToBeAppendedToAMessage) {
  EXPECT_EQ(didYouMean("flg", kKnown), "; did you mean \"flag\"?");
  EXPECT_EQ(didYouMean("colour", kKnown), "");
}

}  // namespace
}  // namespace herald
