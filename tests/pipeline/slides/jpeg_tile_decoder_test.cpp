#include "pipeline/slides/jpeg_tile_decoder.h"

#include <gtest/gtest.h>

#include <opencv2/imgcodecs.hpp>
#include <string>

#include "pipeline/slides/image_decoders.h"
#include "tests/support/many_scans_jpeg.h"
#include "tests/support/temporary_folder.h"

namespace herald {
namespace {

std::vector<std::uint8_t> encoded(const cv::Mat& image) {
  std::vector<std::uint8_t> bytes;
  cv::imencode(".jpg", image, bytes);
  return bytes;
}

TEST(JpegTileDecoder, DecodesIntoRowsAnyDistanceApartAndTouchesNothingElse) {
  const auto stream = encoded(cv::Mat(16, 24, CV_8UC3, cv::Scalar(10, 120, 230)));
  Image<Rgb8> out(40, 16, Rgb8{1, 2, 3});
  JpegTileDecoder().decode(stream, {.width = 24, .height = 16, .ycbcr = true, .tables = {}}, out.row(0) + 8, 40);
  for (int y = 0; y < 16; ++y) {
    for (int x = 0; x < 40; ++x) {
      const bool inside = x >= 8 && x < 32;
      ASSERT_NEAR(out.at(x, y).r, inside ? 230 : 1, inside ? 2 : 0) << x << ' ' << y;
      ASSERT_NEAR(out.at(x, y).b, inside ? 10 : 3, inside ? 2 : 0) << x << ' ' << y;
    }
  }
}

// Without OpenCV's JFIF marker: its segment becomes one that no reader knows.
std::vector<std::uint8_t> unmarked(std::vector<std::uint8_t> stream) {
  EXPECT_EQ(stream.at(3), 0xE0);
  stream[3] = 0xEB;
  return stream;
}

std::vector<std::uint8_t> withAdobeMarker(std::vector<std::uint8_t> stream, std::uint8_t transform) {
  const std::vector<std::uint8_t> marker = {0xFF, 0xEE, 0, 14, 'A', 'd', 'o', 'b', 'e', 0, 0x64, 0, 0, 0, 0, transform};
  stream.insert(stream.begin() + 2, marker.begin(), marker.end());
  return stream;
}

TEST(JpegTileDecoder, TheStreamsMarkerDecidesOverTheTagAndTheTagWithoutOne) {
  const auto jfif = encoded(cv::Mat(16, 16, CV_8UC3, cv::Scalar(0, 0, 255)));  // red, as YCbCr
  const auto plain = unmarked(jfif);
  const auto red_of = [](const std::vector<std::uint8_t>& stream, bool ycbcr) {
    Image<Rgb8> out(16, 16);
    JpegTileDecoder().decode(stream, {.width = 16, .height = 16, .ycbcr = ycbcr, .tables = {}}, out.row(0), 16);
    return static_cast<int>(out.at(5, 5).r);
  };
  constexpr int kRed = 254;
  constexpr int kLuma = 76;  // of red, taken for its red
  for (const bool tag_says_ycbcr : {true, false}) {
    EXPECT_NEAR(red_of(plain, tag_says_ycbcr), tag_says_ycbcr ? kRed : kLuma, 2);
    EXPECT_NEAR(red_of(jfif, tag_says_ycbcr), kRed, 2);
    EXPECT_NEAR(red_of(withAdobeMarker(plain, 1), tag_says_ycbcr), kRed, 2);
    EXPECT_NEAR(red_of(withAdobeMarker(plain, 0), tag_says_ycbcr), kLuma, 2);
    EXPECT_THROW((void)red_of(withAdobeMarker(plain, 9), tag_says_ycbcr), DecodeError);
  }
}

TEST(JpegTileDecoder, RefusesOtherThanThreeComponentsAndCanBeUsedAgain) {
  JpegTileDecoder decoder;
  const JpegTileFormat format{.width = 16, .height = 16, .ycbcr = true, .tables = {}};
  Image<Rgb8> out(16, 16);
  const auto grey = encoded(cv::Mat(16, 16, CV_8UC1, cv::Scalar(9)));
  EXPECT_EQ(messageOf<DecodeError>([&] { decoder.decode(grey, format, out.row(0), 16); }),
            "JPEG has 1 components, not 3");
  const auto good = encoded(cv::Mat(16, 16, CV_8UC3, cv::Scalar(0, 0, 0)));
  decoder.decode(good, format, out.row(0), 16);
  EXPECT_EQ(out.at(7, 7), (Rgb8{0, 0, 0}));
}

TEST(JpegTileDecoder, GivesUpOnAPictureOfEndlessScans) {
  JpegTileDecoder decoder;
  const JpegTileFormat format{.width = 16, .height = 16, .ycbcr = true, .tables = {}};
  Image<Rgb8> out(16, 16);
  EXPECT_EQ(messageOf<DecodeError>([&] { decoder.decode(jpegOfManyScans(3), format, out.row(0), 16); }),
            "JPEG is damaged (more than 500 scans)");
  decoder.decode(jpegOfManyScans(2), format, out.row(0), 16);
  EXPECT_EQ(out.at(5, 5), (Rgb8{90, 90, 90}));
}

TEST(JpegTileDecoder, EveryTruncationIsAnErrorOrLosesNoPixel) {
  cv::Mat image(32, 32, CV_8UC3);
  for (int i = 0; i < 32 * 32; ++i)
    image.at<cv::Vec3b>(i) = {static_cast<unsigned char>(i * 7), static_cast<unsigned char>(i * 3),
                              static_cast<unsigned char>(i)};
  const auto stream = encoded(image);
  const JpegTileFormat format{.width = 32, .height = 32, .ycbcr = true, .tables = {}};
  Image<Rgb8> whole(32, 32);
  JpegTileDecoder decoder;
  decoder.decode(stream, format, whole.row(0), 32);
  std::size_t refused = 0;
  for (std::size_t length = 0; length < stream.size(); ++length) {
    Image<Rgb8> out(32, 32);
    try {
      decoder.decode({stream.data(), length}, format, out.row(0), 32);
      ASSERT_EQ(out.pixels(), whole.pixels()) << length;
    } catch (const DecodeError&) {
      ++refused;
    }
  }
  EXPECT_GE(refused, stream.size() - 3);  // the end marker and a byte of padding can go unnoticed
}

}  // namespace
}  // namespace herald
