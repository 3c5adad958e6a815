#include "stain/units.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <vector>

#include "../support/expect_refusal.h"

namespace herald {
namespace {

TEST(PixelSize, ConvertsLengthsToPixels) {
  EXPECT_DOUBLE_EQ(PixelSize(0.25).toPx(8.0), 32.0);
  EXPECT_DOUBLE_EQ(PixelSize(0.25).umPerPx(), 0.25);
}

TEST(PixelSize, TakesBothEndsOfTheRangeOfLightMicroscopy) {
  EXPECT_NO_THROW(PixelSize{PixelSize::kMinimumUm});
  EXPECT_NO_THROW(PixelSize{PixelSize::kMaximumUm});
}

TEST(PixelSize, RefusesImplausibleValuesByName) {
  expectRefusal([] { (void)PixelSize(264.58); }, {"pixel size", "264.58", "0.05-5"});
  for (const double value :
       {0.0, -0.25, 0.0499, 5.001, std::numeric_limits<double>::infinity(), std::numeric_limits<double>::quiet_NaN()}) {
    EXPECT_THROW((void)PixelSize(value), std::invalid_argument) << value;
  }
}

TEST(PixelSize, ImplausibleIsUnknownWhenAskedGently) {
  EXPECT_EQ(PixelSize::ifPlausible(0.5), PixelSize(0.5));
  EXPECT_FALSE(PixelSize::ifPlausible(25.4 / 96 * 1000));
  EXPECT_FALSE(PixelSize::ifPlausible(std::numeric_limits<double>::quiet_NaN()));
}

TEST(Level0Pixel, OrderIsRowMajor) {
  std::vector<Level0Pixel> pixels{{5, 2}, {1, 3}, {9, -1}, {4, 2}};
  std::sort(pixels.begin(), pixels.end());
  EXPECT_EQ(pixels, (std::vector<Level0Pixel>{{9, -1}, {4, 2}, {5, 2}, {1, 3}}));
}

TEST(PixelRect, IsHalfOpen) {
  const PixelRect rect{-2, 3, 4, 2};
  EXPECT_TRUE(rect.contains(-2, 3));
  EXPECT_TRUE(rect.contains(1, 4));
  EXPECT_FALSE(rect.contains(2, 4));
  EXPECT_FALSE(rect.contains(1, 5));
  EXPECT_FALSE(rect.contains(-3, 3));
  EXPECT_FALSE((PixelRect{0, 0, 0, 5}.contains(0, 0)));
}

TEST(PixelRect, HoldsSlidesBeyond32Bits) {
  const PixelRect rect{std::int64_t{1} << 40, 0, 10, 10};
  EXPECT_TRUE(rect.contains((std::int64_t{1} << 40) + 9, 9));
  EXPECT_FALSE(rect.contains(9, 9));
}

TEST(PixelRect, IntersectionIsWhatBothShare) {
  EXPECT_EQ(intersection({0, 0, 10, 10}, {4, -3, 20, 8}), (PixelRect{4, 0, 6, 5}));
  EXPECT_EQ(intersection({-5, -5, 3, 3}, {-10, -10, 30, 30}), (PixelRect{-5, -5, 3, 3}));
  const PixelRect apart = intersection({0, 0, 10, 10}, {12, 2, 5, 5});
  EXPECT_EQ(apart.width, 0);
  EXPECT_EQ(apart.height, 5);
}

}  // namespace
}  // namespace herald
