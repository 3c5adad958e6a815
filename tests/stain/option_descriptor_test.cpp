#include "stain/option_descriptor.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/support/temporary_folder.h"

namespace herald {
namespace {

enum class Colour { kRed, kBlue };
constexpr std::array<std::string_view, 2> kColourNames = {"red", "blue"};

struct Lengths {
  double short_um = 1;
};
struct Sample : Lengths {
  double long_um = 2;
  int rounds = 3;
  std::int64_t cells = 4;
  bool wanted = true;
  std::string names = "a, b";
  Colour colour = Colour::kBlue;
};

}  // namespace

template <>
struct Described<Sample> : OptionTable<Sample> {
  static constexpr std::array kOptions = {
      number("sample.short_um", kMeasured, &Options::short_um, {0, 5}, "um", "Short.", "by eye", {}, "long_um"),
      number("sample.long_um", kJudged, &Options::long_um, {0.5, 10}, "um", "Long.", "by eye"),
      number("sample.rounds", kCut, &Options::rounds, {1, 9}, "", "Rounds.", "by eye"),
      number("other.cells", kCut, &Options::cells, {1, 1e9}, "cells", "Cells.", "by eye"),
      onOrOff("sample.wanted", kJudged, &Options::wanted, "Wanted.", "by eye"),
      text("sample.names", kAnnotation, &Options::names, "names", "Names.", "by eye"),
      choice<&Options::colour>("sample.colour", kMeasured, kColourNames, "Colour.", "by eye"),
  };
};

namespace {

TEST(OptionDescriptor, IsFoundByItsField) {
  static_assert(descriptorOf(&Sample::long_um).key == "sample.long_um");
  EXPECT_EQ(descriptorOf(&Sample::cells).name(), "cells");
  EXPECT_EQ(descriptorOf(&Sample::rounds).stage, OptionStage::kCut);
}

TEST(OptionDescriptor, ChoicesAreReadAndSetByPlace) {
  const auto& colour = std::get<ChoiceMember<Sample>>(descriptorsOf<Sample>().back().member);
  Sample sample;
  EXPECT_EQ(colour.names[colour.get(sample)], "blue");
  colour.set(sample, 0);
  EXPECT_EQ(sample.colour, Colour::kRed);
}

TEST(OptionDescriptor, BothLimitsBelongToTheRange) {
  Sample sample;
  sample.long_um = 10;
  sample.rounds = 9;
  sample.cells = 1'000'000'000;
  sample.short_um = 0;
  EXPECT_NO_THROW(requireInRanges(sample));
}

TEST(OptionDescriptor, ANumberOutsideIsNamedWithValueAndRange) {
  const auto message = [](auto field, auto value) {
    Sample sample;
    sample.*field = value;
    return messageOf<std::invalid_argument>([&] { requireInRanges(sample); });
  };
  EXPECT_EQ(message(&Sample::long_um, 10.001), "sample.long_um = 10.001 is outside 0.5 to 10");
  EXPECT_EQ(message(&Sample::long_um, std::nextafter(0.5, 0)),
            "sample.long_um = 0.49999999999999994 is outside 0.5 to 10");
  EXPECT_EQ(message(&Sample::long_um, std::nan("")), "sample.long_um = nan is outside 0.5 to 10");
  EXPECT_EQ(message(&Sample::rounds, 0), "sample.rounds = 0 is outside 1 to 9");
  EXPECT_EQ(message(&Sample::cells, std::int64_t{2'000'000'000}),
            "other.cells = 2000000000 is outside 1 to 1000000000");
}

TEST(OptionDescriptor, WhatHasToStayBelowAnotherIsCheckedAfterTheRanges) {
  Sample sample;
  sample.short_um = 2;
  EXPECT_EQ(messageOf<std::invalid_argument>([&] { requireInRanges(sample); }),
            "sample.short_um = 2 must be below sample.long_um = 2");
  sample.rounds = 0;
  EXPECT_EQ(messageOf<std::invalid_argument>([&] { requireInRanges(sample); }), "sample.rounds = 0 is outside 1 to 9");
}

}  // namespace
}  // namespace herald
