#include "pipeline/configuration/option_value.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "segmentation/tumour_cells.h"
#include "stain/stain_estimate.h"
#include "tests/support/temporary_folder.h"

namespace herald {
namespace {

template <class Check>
std::string refusal(Check check) {
  return messageOf<std::invalid_argument>(check);
}

TEST(OptionValue, ChoicesSuggestTheNearestName) {
  EXPECT_EQ(option_checks::choice("tumour.selection", std::string("roi"), kTumourSelectionNames), 1U);
  EXPECT_EQ(
      refusal([] { (void)option_checks::choice("tumour.selection", std::string("automatc"), kTumourSelectionNames); }),
      "tumour.selection = \"automatc\" is not one of automatic | roi | all; did you mean \"automatic\"?");
  EXPECT_EQ(refusal([] { (void)option_checks::choice("stain.source", 1.0, kStainSourceNames); }),
            "stain.source = 1.0 is not one of auto | default");
}

TEST(OptionValue, OfAnotherKindIsRefused) {
  EXPECT_EQ(refusal([] { (void)option_checks::boolean("a.b", std::string("yes")); }),
            "a.b = \"yes\" is neither true nor false");
  EXPECT_EQ(refusal([] { (void)option_checks::number("a.b", true); }), "a.b = true is not a number");
  EXPECT_EQ(refusal([] { (void)option_checks::wholeNumber("a.b", 2.0); }), "a.b = 2.0 is not a whole number");
  EXPECT_EQ(refusal([] { (void)option_checks::text("a.b", std::int64_t{3}); }), "a.b = 3 is not text");
}

TEST(OptionValue, AWholeNumberTooLargeForItsFieldIsOutsideAndNothingIsSet) {
  StainEstimateOptions options;
  const auto& pixels = descriptorOf(&StainEstimateOptions::minimum_pixels);
  EXPECT_EQ(refusal([&] { setValue(pixels, options, (std::int64_t{1} << 32) + 500); }),
            "stain.minimum_pixels = 4294967796 is outside 1 to 1000000000");
  EXPECT_EQ(options.minimum_pixels, StainEstimateOptions{}.minimum_pixels);
}

TEST(OptionValue, TextsAreQuotedForToml) {
  EXPECT_EQ(tomlText(std::string("a \"b\" \\ \n")), "\"a \\\"b\\\" \\\\ \\u000a\"");
  EXPECT_EQ(tomlText(true), "true");
  EXPECT_EQ(tomlText(std::int64_t{-12}), "-12");
  EXPECT_EQ(tomlText(1e9), "1000000000.0");
}

// Results carry the hash of this text: it may never change.
TEST(OptionValue, NumbersAreWrittenAsTheyAlwaysWere) {
  std::mt19937_64 random(11);
  std::uniform_real_distribution<double> exponent(-9, 9);
  std::uniform_int_distribution<int> digits(1, 17);
  for (int i = 0; i < 100'000; ++i) {
    const double value = std::stod(fmt::format("{:.{}g}", std::pow(10.0, exponent(random)), digits(random)));
    std::string expected = fmt::format("{}", value);
    if (expected.find_first_not_of("-0123456789") == std::string::npos) expected += ".0";
    ASSERT_EQ(tomlText(value), expected);
  }
}

}  // namespace
}  // namespace herald
