// BMP without compression: what microscope cameras and screenshots are stored as (1, 4, 8, 16, 24 or 32 bits a pixel).
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <string_view>

#include "pipeline/slides/image_decoders.h"

namespace herald {
namespace {

constexpr std::size_t kFileHeaderBytes = 14;
constexpr std::size_t kInfoHeaderBytes = 40;
constexpr std::size_t kPaletteEntryBytes = 4;
constexpr std::uint32_t kUncompressed = 0;
constexpr std::uint32_t kBitFields = 3;

std::uint32_t littleEndian(std::string_view bytes, std::size_t position, int count) {
  if (position + static_cast<std::size_t>(count) > bytes.size()) throw DecodeError("BMP is truncated");
  std::uint32_t value = 0;
  for (int i = count - 1; i >= 0; --i)
    value = (value << 8U) | static_cast<std::uint8_t>(bytes[position + static_cast<std::size_t>(i)]);
  return value;
}

struct BmpHeader {
  std::size_t header_bytes = 0;
  std::size_t pixels_at = 0;
  int width = 0;
  int height = 0;
  bool top_row_first = false;
  int bits = 0;
  std::uint32_t compression = 0;
  std::uint32_t colours = 0;  // of the palette
};

BmpHeader readHeader(std::string_view bytes) {
  const auto number = [&](std::size_t position) { return littleEndian(bytes, position, 4); };
  const auto whole = [&](std::size_t position) { return std::int64_t{std::bit_cast<std::int32_t>(number(position))}; };
  if (bytes.size() < kFileHeaderBytes + kInfoHeaderBytes || number(2) > bytes.size())
    throw DecodeError("BMP is truncated");
  BmpHeader header;
  header.header_bytes = number(14);
  if (header.header_bytes < kInfoHeaderBytes) throw DecodeError("OS/2 BMP is not supported");
  const std::int64_t height = whole(22);
  requireImageSize(whole(18), height < 0 ? -height : height);
  header.pixels_at = number(10);
  header.width = static_cast<int>(whole(18));
  header.height = static_cast<int>(height < 0 ? -height : height);
  header.top_row_first = height < 0;
  header.bits = static_cast<int>(littleEndian(bytes, 28, 2));
  header.compression = number(30);
  header.colours = number(46);
  const bool fields = header.compression == kBitFields && (header.bits == 16 || header.bits == 32);
  if (header.compression != kUncompressed && !fields) throw DecodeError("compressed BMP is not supported");
  return header;
}

// One channel of a pixel of 16 or 32 bits.
struct ChannelMask {
  std::uint32_t mask = 0;
  [[nodiscard]] std::uint8_t of(std::uint32_t pixel) const {
    if (mask == 0) return 0;
    const auto shift = static_cast<unsigned>(std::countr_zero(mask));
    const std::uint64_t largest = mask >> shift;
    return static_cast<std::uint8_t>((((pixel & mask) >> shift) * std::uint64_t{255} + largest / 2) / largest);
  }
};

class BmpPixels {
 public:
  BmpPixels(std::string_view bytes, const BmpHeader& header) : bytes_(bytes), header_(header) {
    row_bytes_ = (static_cast<std::size_t>(header.width) * static_cast<std::size_t>(header.bits) + 31) / 32 * 4;
    if (header.pixels_at > bytes.size() ||
        bytes.size() - header.pixels_at < row_bytes_ * static_cast<std::size_t>(header.height))
      throw DecodeError("BMP is truncated");
    switch (header.bits) {
      case 1:
      case 4:
      case 8:
        readPalette();
        break;
      case 16:
        masks_ = {ChannelMask{0x7c00}, ChannelMask{0x03e0}, ChannelMask{0x001f}};
        break;
      case 24:
      case 32:
        masks_ = {ChannelMask{0xff0000}, ChannelMask{0x00ff00}, ChannelMask{0x0000ff}};
        break;
      default:
        throw DecodeError(fmt::format("BMP with {} bits per pixel is not supported", header.bits));
    }
    if (header.compression == kBitFields)
      for (std::size_t c = 0; c < masks_.size(); ++c)
        masks_[c].mask = littleEndian(bytes, kFileHeaderBytes + kInfoHeaderBytes + 4 * c, 4);
  }

  void readRow(int y, Rgb8* out) const {
    const auto row = static_cast<std::size_t>(header_.top_row_first ? y : header_.height - 1 - y);
    const std::string_view bytes = bytes_.substr(header_.pixels_at + row * row_bytes_, row_bytes_);
    for (std::size_t x = 0; x < static_cast<std::size_t>(header_.width); ++x) out[x] = colourAt(bytes, x);
  }

 private:
  void readPalette() {
    const std::uint32_t most = 1U << static_cast<unsigned>(header_.bits);
    const std::uint32_t colours = header_.colours == 0 ? most : std::min(most, header_.colours);
    for (std::size_t i = 0; i < colours; ++i) {
      const std::size_t at = kFileHeaderBytes + header_.header_bytes + kPaletteEntryBytes * i;
      const std::uint32_t entry = littleEndian(bytes_, at, 4);
      palette_[i] = {static_cast<std::uint8_t>(entry >> 16U), static_cast<std::uint8_t>(entry >> 8U),
                     static_cast<std::uint8_t>(entry)};
    }
  }

  [[nodiscard]] Rgb8 colourAt(std::string_view row, std::size_t x) const {
    const auto bits = static_cast<std::size_t>(header_.bits);
    if (bits <= 8) {
      const std::size_t bit = x * bits;
      const auto byte = static_cast<unsigned>(static_cast<std::uint8_t>(row[bit / 8]));
      const unsigned shift = 8U - static_cast<unsigned>(bits + bit % 8);
      return palette_[(byte >> shift) & ((1U << bits) - 1U)];
    }
    const std::uint32_t pixel = littleEndian(row, x * bits / 8, static_cast<int>(bits / 8));
    return {masks_[0].of(pixel), masks_[1].of(pixel), masks_[2].of(pixel)};
  }

  std::string_view bytes_;
  BmpHeader header_;
  std::size_t row_bytes_ = 0;
  std::array<ChannelMask, 3> masks_{};
  std::array<Rgb8, 256> palette_{};
};

}  // namespace

DecodedImage decodeBmp(const std::string& bytes) {
  const BmpHeader header = readHeader(bytes);
  const BmpPixels pixels(bytes, header);
  DecodedImage decoded;
  decoded.description.decoder = "herald";
  decoded.pixels.reset(header.width, header.height);
  for (int y = 0; y < header.height; ++y) pixels.readRow(y, decoded.pixels.row(y));
  return decoded;
}

}  // namespace herald
