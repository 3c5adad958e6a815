#include "pipeline/files/number_text.h"

#include <gtest/gtest.h>

#include <cstdint>

namespace herald {
namespace {

TEST(NumberIn, TakesTheWholeTextOrNothing) {
  EXPECT_EQ(numberIn<double>("-12.5"), -12.5);
  EXPECT_EQ(numberIn<double>("1e-3"), 0.001);
  EXPECT_EQ(numberIn<int>("007"), 7);
  for (const char* text : {"", " 1", "1 ", "12px", "1,5", "+1", "0x10", "one"}) {
    EXPECT_EQ(numberIn<double>(text), std::nullopt) << text;
    EXPECT_EQ(numberIn<int>(text), std::nullopt) << text;
  }
  EXPECT_EQ(numberIn<int>("1.0"), std::nullopt);
}

TEST(NumberIn, HasNothingBeyondTheTypesRange) {
  EXPECT_EQ(numberIn<std::int32_t>("2147483647"), 2147483647);
  EXPECT_EQ(numberIn<std::int32_t>("2147483648"), std::nullopt);
  EXPECT_EQ(numberIn<double>("1e999"), std::nullopt);
}

TEST(NumberIn, IsFinite) {
  for (const char* text : {"nan", "inf", "-inf", "infinity"}) EXPECT_EQ(numberIn<double>(text), std::nullopt) << text;
}

TEST(NumberIn, ReadsPartsOfATextThatGoesOn) {
  const std::string_view shard = "2/8";
  EXPECT_EQ(numberIn<int>(shard.substr(0, 1)), 2);
  EXPECT_EQ(numberIn<int>(shard.substr(2)), 8);
}

}  // namespace
}  // namespace herald
