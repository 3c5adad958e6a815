#include "tests/support/fake_slide_source.h"

#include <gtest/gtest.h>

namespace herald {
namespace {

Image<Rgb8> gradient(int width, int height) {
  Image<Rgb8> image(width, height);
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x) image.at(x, y) = {static_cast<std::uint8_t>(x), static_cast<std::uint8_t>(y), 7};
  return image;
}

TEST(FakeSlideSource, ReadsBackWhatItWasMadeOf) {
  FakeSlideSource slide(gradient(20, 10), {.um_per_px = 0.25});
  Image<Rgb8> region;
  slide.readRegion(0, 3, 2, 4, 5, region);
  EXPECT_EQ(region.at(0, 0), (Rgb8{3, 2, 7}));
  EXPECT_EQ(region.at(3, 4), (Rgb8{6, 6, 7}));
  EXPECT_EQ(slide.description().pixel_sizes.at(0).source, "fake");
}

TEST(FakeSlideSource, LevelsAreMeansOfTwoByTwo) {
  FakeSlideSource slide(gradient(21, 10), {.additional_levels = 2});
  ASSERT_EQ(slide.description().levels.size(), 3U);
  EXPECT_EQ(slide.description().levels[1].width, 11);
  EXPECT_EQ(slide.description().levels[2].downsample, 4.0);
  Image<Rgb8> region;
  slide.readRegion(1, 0, 0, 11, 5, region);
  EXPECT_EQ(region.at(1, 1), (Rgb8{3, 3, 7}));  // mean of 2 and 3, rounded up
  EXPECT_EQ(region.at(10, 0), (Rgb8{20, 1, 7}));
}

TEST(FakeSlideSource, IsDeadAfterItsFirstError) {
  FakeSlideSource slide(gradient(20, 10), {.unreadable_in_level0 = PixelRect{10, 0, 1, 1}});
  Image<Rgb8> region;
  slide.readRegion(0, 0, 0, 10, 10, region);
  EXPECT_THROW(slide.readRegion(0, 5, 0, 10, 10, region), ReadError);
  EXPECT_THROW(slide.readRegion(0, 0, 0, 10, 10, region), ReadError);
  EXPECT_EQ(slide.reads(), 1);
}

TEST(FakeSlideSource, RefusesAnEmptyImage) {
  EXPECT_THROW(FakeSlideSource(Image<Rgb8>()), std::invalid_argument);
}

}  // namespace
}  // namespace herald
