#include "pipeline/slides/pixel_size.h"

#include <gtest/gtest.h>

#include "pipeline/slides/resolution.h"

namespace herald {
namespace {

SlideDescription fileWith(std::vector<double> sizes_um) {
  SlideDescription description;
  for (const double um : sizes_um) description.pixel_sizes.push_back({PixelSize(um), "file"});
  return description;
}

TEST(PixelSizeChoice, CommandLineWinsOverListOverFile) {
  EXPECT_EQ(choosePixelSize(PixelSize(0.5), PixelSize(0.25), fileWith({0.3})).chosen->source, "command-line");
  EXPECT_EQ(choosePixelSize({}, PixelSize(0.25), fileWith({0.3})).chosen->source, "list");
  EXPECT_EQ(choosePixelSize({}, {}, fileWith({0.3, 0.4})).chosen->pixel_size, PixelSize(0.3));
}

TEST(PixelSizeChoice, NothingKnownIsNothing) {
  EXPECT_FALSE(choosePixelSize({}, {}, fileWith({})).chosen);
}

TEST(PixelSizeChoice, DisagreementAboveFivePercentIsWarnedOf) {
  EXPECT_TRUE(choosePixelSize(PixelSize(0.25), {}, fileWith({0.26})).warnings.empty());
  const auto warnings = choosePixelSize(PixelSize(0.25), {}, fileWith({0.5})).warnings;
  ASSERT_EQ(warnings.size(), 1U);
  EXPECT_EQ(warnings[0], "pixel sizes disagree: 0.25 um (command-line, used) and 0.5 um (file)");
}

TEST(Resolution, ImplausibleSizesCountAsAbsent) {
  SlideDescription description;
  addPixelSize(264.6, 264.6, "png-resolution", description);  // 96 dpi
  addPixelSize(0.25, std::nullopt, "openslide.mpp", description);
  EXPECT_TRUE(description.pixel_sizes.empty());
}

}  // namespace
}  // namespace herald
