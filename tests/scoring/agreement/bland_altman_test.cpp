#include "scoring/agreement/bland_altman.h"

#include <gtest/gtest.h>

#include <vector>

namespace herald {
namespace {

// Peak expiratory flow by two meters, L/min, first readings of 17 people: table 1 of Bland & Altman 1986, which gives a
// mean difference of 2.1 in favour of the large meter, SD 38.8, limits -79.7 and 75.5 with -2 SD.. 2 SD.
const std::vector<MeasurementPair> kFlow = {{494, 512}, {395, 430}, {516, 520}, {434, 428}, {476, 500}, {557, 600},
                                            {413, 364}, {442, 380}, {650, 658}, {433, 445}, {417, 432}, {656, 626},
                                            {267, 260}, {478, 477}, {178, 259}, {423, 350}, {427, 451}};

TEST(BlandAltman, MatchesThePublishedExample) {
  const auto result = blandAltman(kFlow);
  EXPECT_EQ(result->n, 17U);
  EXPECT_NEAR(result->bias, 2.1, 0.05);
  EXPECT_NEAR(result->limits->sd, 38.8, 0.05);
  // Their intervals: bias -17.8 to 22.0 (signs as here), SE of a limit 16.3 L/min, t = 2.12.
  EXPECT_NEAR(result->limits->bias_interval.low, -17.8, 0.1);
  EXPECT_NEAR(result->limits->bias_interval.high, 22.0, 0.1);
  EXPECT_NEAR(result->limits->low_interval.high - result->limits->low, 2.12 * 16.3, 0.1);
}

TEST(BlandAltman, OfNothingIsUnknownAndOfOnePairHasNoLimits) {
  EXPECT_FALSE(blandAltman({}));
  const auto one = blandAltman(std::vector<MeasurementPair>{{10, 13}});
  EXPECT_EQ(one->bias, 3);
  EXPECT_FALSE(one->limits);
}

TEST(BlandAltman, ConstantShiftIsAllBias) {
  const auto shifted = blandAltman(std::vector<MeasurementPair>{{1, 6}, {20, 25}, {7, 12}});
  EXPECT_DOUBLE_EQ(shifted->bias, 5);
  EXPECT_NEAR(shifted->limits->sd, 0, 1e-12);
}

}  // namespace
}  // namespace herald
