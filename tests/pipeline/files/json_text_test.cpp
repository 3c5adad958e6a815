#include "pipeline/files/json_text.h"

#include <gtest/gtest.h>

#include <limits>

namespace herald {
namespace {

TEST(WholeNumberIn, HoldsTheEndsOfItsRange) {
  EXPECT_EQ(wholeNumberIn(0, 0, 7), 0);
  EXPECT_EQ(wholeNumberIn(7, 0, 7), 7);
  EXPECT_EQ(wholeNumberIn(-3, -3, -3), -3);
}

TEST(WholeNumberIn, RefusesWhatLiesOutsideInsteadOfCuttingIt) {
  EXPECT_EQ(wholeNumberIn(-1, 0, 7), std::nullopt);
  EXPECT_EQ(wholeNumberIn(8, 0, 7), std::nullopt);
  // Cut to 64 bits with a sign it would be -1.
  EXPECT_EQ(wholeNumberIn(std::numeric_limits<std::uint64_t>::max(), -1, 7), std::nullopt);
  EXPECT_EQ(wholeNumberIn(OrderedJson::parse("18446744073709551616"), 0, 7), std::nullopt);
}

TEST(WholeNumberIn, RefusesWhatIsNoWholeNumber) {
  for (const char* value : {"3.0", "\"3\"", "null", "true", "[3]", "{}"})
    EXPECT_EQ(wholeNumberIn(OrderedJson::parse(value), 0, 7), std::nullopt) << value;
}

TEST(Rounded, HasSoManyDecimalsAndNoNegativeNought) {
  EXPECT_EQ(rounded(1.23456, 2), 1.23);
  EXPECT_EQ(rounded(-0.0001, 2).dump(), "0.0");
  EXPECT_TRUE(rounded(std::numeric_limits<double>::quiet_NaN(), 2).is_null());
}

}  // namespace
}  // namespace herald
