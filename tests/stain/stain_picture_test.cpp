#include "stain/stain_picture.h"

#include <gtest/gtest.h>

#include <cmath>

namespace herald {
namespace {

const BackgroundLight kLight{{240, 240, 240}, "test"};

// The colour of these amounts of the two stains on kLight.
Rgb8 colourOf(double hematoxylin_od, double dab_od) {
  const StainMatrix stains;
  const auto channel = [&](int c) {
    const double od = hematoxylin_od * stains.hematoxylin()[c] + dab_od * stains.dab()[c];
    return static_cast<std::uint8_t>(std::lround(240 * std::pow(10, -od)));
  };
  return {channel(0), channel(1), channel(2)};
}

TEST(StainPicture, IsWhiteWithoutStainAndBlackFromTheDensityGiven) {
  Image<Rgb8> image(3, 1);
  image.row(0)[0] = colourOf(0, 0);
  image.row(0)[1] = colourOf(0, 0.5);
  image.row(0)[2] = colourOf(0, 1.1);
  const Image<std::uint8_t> dab = stainPicture(image, kLight, StainMatrix(), ShownStain::kDab, 1.0);
  EXPECT_EQ(dab.at(0, 0), 255);
  EXPECT_NEAR(dab.at(1, 0), 127.5, 3);
  EXPECT_EQ(dab.at(2, 0), 0);
  const Image<std::uint8_t> blue = stainPicture(image, kLight, StainMatrix(), ShownStain::kHematoxylin, 1.0);
  for (const std::uint8_t pixel : blue.pixels()) EXPECT_NEAR(pixel, 255, 4);
}

TEST(StainPicture, ShowsTheStainAskedFor) {
  const Image<Rgb8> image(2, 2, colourOf(0.6, 0.2));
  EXPECT_NEAR(stainPicture(image, kLight, StainMatrix(), ShownStain::kHematoxylin, 1.5).at(1, 1), 255 * (1 - 0.4), 3);
  EXPECT_NEAR(stainPicture(image, kLight, StainMatrix(), ShownStain::kDab, 1.5).at(1, 1), 255 * (1 - 0.2 / 1.5), 3);
}

TEST(StainPicture, OfNothingIsNothing) {
  EXPECT_TRUE(stainPicture(Image<Rgb8>(), kLight, StainMatrix(), ShownStain::kDab, 1.5).empty());
}

}  // namespace
}  // namespace herald
