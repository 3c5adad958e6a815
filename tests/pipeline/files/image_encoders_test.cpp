#include "pipeline/files/image_encoders.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <stdexcept>

#include "pipeline/slides/image_decoders.h"

namespace herald {
namespace {

Image<Rgb8> gradient(int width, int height) {
  Image<Rgb8> image(width, height);
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x)
      image.at(x, y) = {static_cast<std::uint8_t>(2 * x), static_cast<std::uint8_t>(3 * y), 90};
  return image;
}

TEST(EncodePng, ComesBackTheSame) {
  const Image<Rgb8> image = gradient(61, 43);
  EXPECT_EQ(decodePng(encodePng(colourBytes(image))).pixels.pixels(), image.pixels());
}

TEST(EncodePng, BlueMayComeFirstAndRowsMayBeParts) {
  const Image<Rgb8> image = gradient(16, 8);
  ColourBytes part = colourBytes(image);
  part.width = 5;
  part.order = ChannelOrder::kBgr;
  const Image<Rgb8> back = decodePng(encodePng(part)).pixels;
  ASSERT_EQ(back.width(), 5);
  EXPECT_EQ(back.at(4, 7), (Rgb8{90, 21, 8}));
}

TEST(EncodeJpeg, ComesBackNearlyTheSame) {
  const Image<Rgb8> image = gradient(64, 48);
  const std::string bytes = encodeJpeg(colourBytes(image), 90);
  const Image<Rgb8> back = decodeJpeg(bytes).pixels;
  ASSERT_EQ(back.width(), 64);
  ASSERT_EQ(back.height(), 48);
  for (int y = 0; y < 48; ++y)
    for (int x = 0; x < 64; ++x) EXPECT_LE(std::abs(back.at(x, y).g - image.at(x, y).g), 8) << x << " " << y;
  EXPECT_LT(encodeJpeg(colourBytes(image), 30).size(), bytes.size());
}

TEST(Encoders, RefuseAPictureWithoutPixels) {
  EXPECT_THROW((void)encodePng({}), std::invalid_argument);
  EXPECT_THROW((void)encodeJpeg(colourBytes(Image<Rgb8>()), 90), std::invalid_argument);
}

}  // namespace
}  // namespace herald
