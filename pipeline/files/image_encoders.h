// PNG (libpng) and JPEG (libjpeg-turbo) files from 8-bit colour pixels in memory. Deterministic; thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "stain/image.h"

namespace herald {

enum class ChannelOrder { kRgb, kBgr, kRgba };  // kRgba: four bytes a pixel, PNG only

// A view of rows of three bytes a pixel (kRgba: four), `row_bytes` apart.
struct ColourBytes {
  const std::uint8_t* first_row = nullptr;
  int width = 0;
  int height = 0;
  std::ptrdiff_t row_bytes = 0;
  ChannelOrder order = ChannelOrder::kRgb;
};

[[nodiscard]] ColourBytes colourBytes(ImageView<Rgb8> image);

// The whole file. Lossless, compressed for speed. Throws std::invalid_argument for a picture without pixels.
[[nodiscard]] std::string encodePng(const ColourBytes& picture);

// The whole file. `quality` 1-100; colour at half resolution. Throws std::invalid_argument for a picture without
// pixels.
[[nodiscard]] std::string encodeJpeg(const ColourBytes& picture, int quality);

}  // namespace herald
