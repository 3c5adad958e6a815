// PNG through libpng.
//
// The file is walked first: checksums and the end mark are verified and only the chunks that make pixels are handed on,
// so that a damaged file is an error with its cause and no text chunk is ever decoded.
#include <fmt/format.h>
#include <png.h>
#include <zlib.h>

#include <array>
#include <string_view>
#include <vector>

#include "pipeline/slides/image_decoders.h"
#include "pipeline/slides/resolution.h"

namespace herald {
namespace {

constexpr std::size_t kPngSignatureBytes = 8;
constexpr std::array<std::string_view, 5> kPixelChunks = {"IHDR", "PLTE", "tRNS", "IDAT", "IEND"};

std::uint32_t bigEndian32(std::string_view bytes) {
  std::uint32_t value = 0;
  for (int i = 0; i < 4; ++i) value = (value << 8U) | static_cast<std::uint8_t>(bytes[static_cast<std::size_t>(i)]);
  return value;
}

struct PngChunk {
  std::string_view type;
  std::string_view content;
  std::string_view whole;  // length, type, content, checksum
};

PngChunk nextChunk(std::string_view rest) {
  constexpr std::size_t kFrame = 12;
  if (rest.size() < kFrame || rest.size() - kFrame < bigEndian32(rest)) throw DecodeError("PNG is truncated");
  const std::size_t length = bigEndian32(rest);
  const PngChunk chunk{rest.substr(4, 4), rest.substr(8, length), rest.substr(0, length + kFrame)};
  const auto* checked = reinterpret_cast<const Bytef*>(rest.data() + 4);
  if (crc32(0, checked, static_cast<uInt>(length + 4)) != bigEndian32(rest.substr(length + 8)))
    throw DecodeError(fmt::format("PNG is damaged (checksum of chunk {})", chunk.type));
  return chunk;
}

void readPhysicalSize(std::string_view content, SlideDescription& description) {
  if (content.size() != 9 || content[8] != 1) return;  // unit 1: pixels per metre
  addPixelSize(1e6 / bigEndian32(content), 1e6 / bigEndian32(content.substr(4)), "png-resolution", description);
}

// The file with the chunks that make pixels only.
std::string pixelChunks(const std::string& bytes, SlideDescription& description) {
  std::string kept = bytes.substr(0, kPngSignatureBytes);
  std::string_view rest = std::string_view(bytes).substr(kPngSignatureBytes);
  for (bool ended = false; !ended;) {
    const PngChunk chunk = nextChunk(rest);
    if (chunk.type == "IHDR" && chunk.content.size() == 13)
      requireImageSize(bigEndian32(chunk.content), bigEndian32(chunk.content.substr(4)));
    if (chunk.type == "pHYs") readPhysicalSize(chunk.content, description);
    for (const auto type : kPixelChunks)
      if (chunk.type == type) kept += chunk.whole;
    ended = chunk.type == "IEND";
    rest.remove_prefix(chunk.whole.size());
  }
  return kept;
}

std::uint8_t overWhite(std::uint8_t value, std::uint8_t alpha) {
  return static_cast<std::uint8_t>((value * alpha + 255 * (255 - alpha) + 127) / 255);
}

// Reads the pixels in `format`. `image` was begun.
void finishRead(png_image& image, png_uint_32 format, void* pixels) {
  image.format = format;
  if (png_image_finish_read(&image, nullptr, pixels, 0, nullptr) == 0)
    throw DecodeError(fmt::format("PNG is damaged ({})", image.message));
}

void readOverWhite(png_image& image, Image<Rgb8>& pixels) {
  std::vector<std::uint8_t> rgba(PNG_IMAGE_SIZE(image) / PNG_IMAGE_PIXEL_CHANNELS(image.format) * 4);
  finishRead(image, PNG_FORMAT_RGBA, rgba.data());
  for (std::size_t i = 0; i < pixels.pixels().size(); ++i) {
    const std::uint8_t* p = rgba.data() + 4 * i;
    pixels.pixels()[i] = {overWhite(p[0], p[3]), overWhite(p[1], p[3]), overWhite(p[2], p[3])};
  }
}

}  // namespace

DecodedImage decodePng(const std::string& bytes) {
  static_assert(sizeof(Rgb8) == 3);
  DecodedImage decoded;
  const std::string kept = pixelChunks(bytes, decoded.description);
  struct Reading {  // frees what libpng holds, whatever happens
    png_image image{};
    ~Reading() { png_image_free(&image); }
  } reading;
  png_image& image = reading.image;
  image.version = PNG_IMAGE_VERSION;
  if (png_image_begin_read_from_memory(&image, kept.data(), kept.size()) == 0)
    throw DecodeError(fmt::format("PNG is damaged ({})", image.message));
  const png_uint_32 stored = image.format;
  if ((stored & PNG_FORMAT_FLAG_LINEAR) != 0) {
    image.flags |= PNG_IMAGE_FLAG_16BIT_sRGB;  // values as they are: no light is recalculated
    decoded.description.notes.emplace_back("16 bits per channel scaled to 8");
  }
  decoded.description.decoder = "libpng";
  decoded.description.greyscale = (stored & PNG_FORMAT_FLAG_COLOR) == 0;
  decoded.pixels.reset(static_cast<int>(image.width), static_cast<int>(image.height));
  if ((stored & PNG_FORMAT_FLAG_ALPHA) != 0)
    readOverWhite(image, decoded.pixels);
  else
    finishRead(image, PNG_FORMAT_RGB, decoded.pixels.row(0));
  return decoded;
}

}  // namespace herald
