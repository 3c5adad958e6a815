#include "stain/image.h"

#include <gtest/gtest.h>

#include "../support/expect_refusal.h"

namespace herald {
namespace {

TEST(Image, IsRowMajorWithoutPadding) {
  Image<int> image(3, 2);
  for (int y = 0; y < 2; ++y) {
    for (int x = 0; x < 3; ++x) image.at(x, y) = 10 * y + x;
  }
  EXPECT_EQ(image.pixels(), (std::vector<int>{0, 1, 2, 10, 11, 12}));
  EXPECT_EQ(image.row(1), image.pixels().data() + 3);
}

TEST(Image, StartsFilled) {
  const Image<Rgb8> image(2, 2, {1, 2, 3});
  for (const Rgb8 pixel : image.pixels()) EXPECT_EQ(pixel, (Rgb8{1, 2, 3}));
  EXPECT_EQ((Image<int>(2, 1).pixels()), (std::vector<int>{0, 0}));
}

TEST(Image, ResetFillsAndKeepsItsMemory) {
  Image<int> image(8, 8, 1);
  const int* memory = image.row(0);
  image.reset(4, 3, 7);
  EXPECT_EQ(image.width(), 4);
  EXPECT_EQ(image.height(), 3);
  EXPECT_EQ(image.row(0), memory);
  EXPECT_EQ(image.pixels(), std::vector<int>(12, 7));
}

TEST(Image, ResizeKeepsItsMemoryWhereThatIsEnough) {
  Image<int> image(6, 5, 7);
  const int* memory = image.row(0);
  image.resize(5, 3);
  EXPECT_EQ(image.width(), 5);
  EXPECT_EQ(image.height(), 3);
  image.resize(6, 5);
  EXPECT_EQ(image.row(0), memory);
  image.resize(60, 50);
  EXPECT_EQ(image.pixels().size(), 3000U);
  EXPECT_THROW(image.resize(-1, 3), std::invalid_argument);
}

TEST(Image, RefusesANegativeSize) {
  expectRefusal([] { (void)Image<int>(-1, 4); }, {"size", "negative"});
  Image<int> image(2, 2);
  EXPECT_THROW(image.reset(2, -1), std::invalid_argument);
}

TEST(Image, IsEmptyWhenEitherSideIsZero) {
  EXPECT_TRUE(Image<int>().empty());
  EXPECT_TRUE(Image<int>(0, 5).empty());
  EXPECT_TRUE(Image<int>(5, 0).view().empty());
  EXPECT_FALSE(Image<int>(1, 1).empty());
}

TEST(Image, ContainsItsPixelsAndNoOthers) {
  const Image<int> image(3, 2);
  EXPECT_TRUE(image.contains(0, 0));
  EXPECT_TRUE(image.contains(2, 1));
  EXPECT_FALSE(image.contains(3, 1));
  EXPECT_FALSE(image.contains(2, 2));
  EXPECT_FALSE(image.contains(-1, 0));
}

TEST(ImageView, ShowsTheImageItWasTakenFrom) {
  Image<int> image(3, 2);
  image.at(2, 1) = 9;
  const ImageView<int> view = image;
  EXPECT_EQ(view.at(2, 1), 9);
  EXPECT_EQ(view.stride_px, 3);
  EXPECT_TRUE(view.contains(2, 1));
  EXPECT_FALSE(view.contains(3, 0));
}

TEST(ImageView, StrideSkipsToTheNextRowOfAWindow) {
  Image<int> image(4, 4);
  for (int i = 0; i < 16; ++i) image.pixels()[static_cast<std::size_t>(i)] = i;
  const ImageView<int> window{image.row(1) + 1, 2, 2, 4};
  EXPECT_EQ(window.at(0, 0), 5);
  EXPECT_EQ(window.at(1, 1), 10);
}

}  // namespace
}  // namespace herald
