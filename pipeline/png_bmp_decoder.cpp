// PNG and BMP through OpenCV.
//
// A PNG is walked first: checksums and the end mark are verified and only the chunks that make pixels are handed on, so
// that a damaged file is an error with its cause and no text chunk is ever decoded.
#include <fmt/format.h>
#include <zlib.h>

#include <array>
#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>
#include <string_view>

#include "pipeline/image_decoders.h"
#include "pipeline/resolution.h"

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

Rgb8 rgbOf(const std::uint8_t* bgr, int channels) {
  switch (channels) {
    case 1:
      return {bgr[0], bgr[0], bgr[0]};
    case 4:
      return {overWhite(bgr[2], bgr[3]), overWhite(bgr[1], bgr[3]), overWhite(bgr[0], bgr[3])};
    default:
      return {bgr[2], bgr[1], bgr[0]};
  }
}

DecodedImage decodeWithOpenCv(const std::string& bytes, int mode, DecodedImage decoded) {
  const cv::Mat encoded(1, static_cast<int>(bytes.size()), CV_8U, const_cast<char*>(bytes.data()));
  cv::Mat image = cv::imdecode(encoded, mode);
  if (image.empty()) throw DecodeError("is damaged and cannot be decoded");
  if (image.depth() == CV_16U) {
    image.convertTo(image, CV_8U, 255.0 / 65535.0);
    decoded.description.notes.push_back("16 bits a channel scaled to 8");
  }
  const int channels = image.channels();
  if (image.depth() != CV_8U || channels == 2 || channels > 4) throw DecodeError("has an unsupported kind of pixel");
  decoded.description.reader = "opencv";
  decoded.description.greyscale = channels == 1;
  decoded.pixels.reset(image.cols, image.rows);
  for (int y = 0; y < image.rows; ++y)
    for (int x = 0; x < image.cols; ++x)
      decoded.pixels.at(x, y) = rgbOf(image.ptr<std::uint8_t>(y) + std::ptrdiff_t{x} * channels, channels);
  return decoded;
}

std::int64_t littleEndian32(std::string_view bytes) {
  std::uint32_t value = 0;
  for (int i = 3; i >= 0; --i) value = (value << 8U) | static_cast<std::uint8_t>(bytes[static_cast<std::size_t>(i)]);
  return static_cast<std::int32_t>(value);
}

}  // namespace

DecodedImage decodePng(const std::string& bytes) {
  DecodedImage decoded;
  const std::string kept = pixelChunks(bytes, decoded.description);
  return decodeWithOpenCv(kept, cv::IMREAD_UNCHANGED, std::move(decoded));
}

DecodedImage decodeBmp(const std::string& bytes) {
  if (bytes.size() < 54) throw DecodeError("BMP is truncated");
  if (littleEndian32(std::string_view(bytes).substr(2)) > static_cast<std::int64_t>(bytes.size()))
    throw DecodeError("BMP is truncated");
  const std::string_view size = std::string_view(bytes).substr(18, 8);
  requireImageSize(littleEndian32(size), std::abs(littleEndian32(size.substr(4))));  // a negative height: top row first
  return decodeWithOpenCv(bytes, cv::IMREAD_COLOR, {});
}

}  // namespace herald
