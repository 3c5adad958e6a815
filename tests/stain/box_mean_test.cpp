#include "stain/box_mean.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>

#include "tests/support/seeded_random.h"

namespace herald {
namespace {

double meanAround(const Image<std::int32_t>& image, int x, int y, int radius) {
  double sum = 0;
  int pixels = 0;
  for (int j = std::max(0, y - radius); j <= std::min(image.height() - 1, y + radius); ++j) {
    for (int i = std::max(0, x - radius); i <= std::min(image.width() - 1, x + radius); ++i) {
      sum += image.at(i, j);
      ++pixels;
    }
  }
  return sum / pixels;
}

class BoxMeanOf : public testing::TestWithParam<int> {};

TEST_P(BoxMeanOf, IsTheMeanOfTheClippedSquare) {
  SeededRandom random(11);
  Image<std::int32_t> image(23, 14);
  for (std::int32_t& value : image.pixels()) value = random.integer(-700, 1300);
  const Image<float> mean = boxMean(image, GetParam());
  for (int y = 0; y < image.height(); ++y)
    for (int x = 0; x < image.width(); ++x)
      EXPECT_NEAR(static_cast<double>(mean.at(x, y)), meanAround(image, x, y, GetParam()), 1e-3) << x << " " << y;
}

TEST_P(BoxMeanOf, DilationReachesExactlyAsFar) {
  Image<std::uint8_t> mask(31, 29);
  mask.at(12, 9) = 7;
  const Image<std::uint8_t> wide = dilated(mask, GetParam());
  for (int y = 0; y < mask.height(); ++y)
    for (int x = 0; x < mask.width(); ++x)
      EXPECT_EQ(wide.at(x, y), std::max(std::abs(x - 12), std::abs(y - 9)) <= GetParam() ? 1 : 0);
}

INSTANTIATE_TEST_SUITE_P(Radii, BoxMeanOf, testing::Values(0, 1, 4, 11, 40));

TEST(BoxMean, AnEmptyImageStaysEmpty) {
  EXPECT_TRUE(boxMean(Image<std::int32_t>(), 3).empty());
  EXPECT_TRUE(dilated(Image<std::uint8_t>(), 3).empty());
}

}  // namespace
}  // namespace herald
