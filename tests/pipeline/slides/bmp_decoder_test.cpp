#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <vector>

#include "pipeline/slides/image_decoders.h"

namespace herald {
namespace {

void append(std::string& bytes, std::uint32_t value, int count) {
  for (int i = 0; i < count; ++i) bytes += static_cast<char>(value >> (8 * i));
}

// A file of two rows; `extra`: palette or masks; `rows`: as stored, padded to four bytes each.
std::string bmp(int width, int height, int bits, std::uint32_t compression, const std::vector<std::uint32_t>& extra,
                const std::string& rows) {
  const auto pixels_at = static_cast<std::uint32_t>(54 + 4 * extra.size());
  std::string bytes = "BM";
  append(bytes, pixels_at + static_cast<std::uint32_t>(rows.size()), 4);
  append(bytes, 0, 4);
  append(bytes, pixels_at, 4);
  append(bytes, 40, 4);
  append(bytes, static_cast<std::uint32_t>(width), 4);
  append(bytes, static_cast<std::uint32_t>(height), 4);
  append(bytes, 1, 2);
  append(bytes, static_cast<std::uint32_t>(bits), 2);
  append(bytes, compression, 4);
  for (int i = 0; i < 5; ++i) append(bytes, 0, 4);
  for (const std::uint32_t value : extra) append(bytes, value, 4);
  return bytes + rows;
}

std::string messageFor(const std::string& bytes) {
  try {
    (void)decodeBmp(bytes);
  } catch (const DecodeError& error) {
    return error.what();
  }
  return "no error";
}

TEST(DecodeBmp, TheLowestRowIsStoredFirstUnlessTheHeightIsNegative) {
  const std::string rows("\x01\x02\x03\0\x11\x12\x13\0", 8);
  EXPECT_EQ(decodeBmp(bmp(1, 2, 24, 0, {}, rows)).pixels.at(0, 0), (Rgb8{0x13, 0x12, 0x11}));
  EXPECT_EQ(decodeBmp(bmp(1, -2, 24, 0, {}, rows)).pixels.at(0, 0), (Rgb8{3, 2, 1}));
}

TEST(DecodeBmp, PixelsOfOneAndFourBitsAreLookedUpInThePalette) {
  const std::vector<std::uint32_t> palette{0x00102030, 0x00405060};
  const Image<Rgb8> one = decodeBmp(bmp(3, 1, 1, 0, palette, std::string("\xa0\0\0\0", 4))).pixels;
  EXPECT_EQ(one.at(0, 0), (Rgb8{0x40, 0x50, 0x60}));
  EXPECT_EQ(one.at(1, 0), (Rgb8{0x10, 0x20, 0x30}));
  EXPECT_EQ(one.at(2, 0), (Rgb8{0x40, 0x50, 0x60}));
  const std::vector<std::uint32_t> sixteen(16, 0x00102030);
  EXPECT_EQ(decodeBmp(bmp(2, 1, 4, 0, sixteen, std::string("\x0f\0\0\0", 4))).pixels.at(1, 0),
            (Rgb8{0x10, 0x20, 0x30}));
}

TEST(DecodeBmp, MasksSayWhichBitsAreWhichChannel) {
  const std::string pixel("\x1f\0\0\0", 4);
  EXPECT_EQ(decodeBmp(bmp(1, 1, 16, 0, {}, pixel)).pixels.at(0, 0), (Rgb8{0, 0, 255}));
  const std::vector<std::uint32_t> reversed{0x1f, 0x3e0, 0x7c00};
  EXPECT_EQ(decodeBmp(bmp(1, 1, 16, 3, reversed, pixel)).pixels.at(0, 0), (Rgb8{255, 0, 0}));
}

TEST(DecodeBmp, WhatItCannotReadIsAnErrorWithItsCause) {
  const std::string row("\0\0\0\0", 4);
  EXPECT_EQ(messageFor(bmp(1, 2, 24, 0, {}, row)), "BMP is truncated");
  EXPECT_EQ(messageFor(bmp(1, 1, 8, 1, {}, row)), "compressed BMP is not supported");
  EXPECT_EQ(messageFor(bmp(1, 1, 7, 0, {}, row)), "BMP with 7 bits per pixel is not supported");
  EXPECT_EQ(messageFor(bmp(1, 1, 8, 0, {}, row)), "BMP is truncated");  // no palette
  EXPECT_NE(messageFor(bmp(0, 1, 24, 0, {}, row)).find("has no pixels"), std::string::npos);
}

}  // namespace
}  // namespace herald
