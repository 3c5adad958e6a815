// JPEG through libjpeg-turbo, which tells a truncated file from a whole one.
#include <fmt/format.h>
#include <turbojpeg.h>

#include <algorithm>
#include <memory>
#include <sstream>
#include <string_view>

#include "pipeline/slides/image_decoders.h"
#include "pipeline/slides/resolution.h"
#include "pipeline/slides/tiff_directory.h"
#include "pipeline/slides/unread_pictures.h"

namespace herald {
namespace {

struct DestroyDecompressor {
  void operator()(void* decompressor) const { tjDestroy(decompressor); }
};

[[noreturn]] void fail(void* decompressor) {
  throw DecodeError(fmt::format("JPEG is damaged ({})", tjGetErrorStr2(decompressor)));
}

// JFIF density of the first segment: unit 1 = dots per inch, 2 = dots per centimetre.
void readDensity(std::string_view bytes, SlideDescription& description) {
  constexpr std::string_view kJfif("JFIF\0", 5);
  if (bytes.size() < 18 || bytes.substr(2, 2) != "\xff\xe0" || bytes.substr(6, 5) != kJfif)
    return addUnusable("jpeg-resolution", "there is none", description);
  const auto byte = [&](std::size_t i) { return static_cast<unsigned>(static_cast<std::uint8_t>(bytes[i])); };
  const double unit_um = byte(13) == 1 ? 25400 : byte(13) == 2 ? 1e4 : 0;
  const unsigned x = byte(14) * 256 + byte(15);
  const unsigned y = byte(16) * 256 + byte(17);
  if (unit_um > 0 && x > 0 && y > 0) return addPixelSize(unit_um / x, unit_um / y, "jpeg-resolution", description);
  addUnusable("jpeg-resolution", fmt::format("{} x {} without a unit", x, y), description);
}

// Of the EXIF data in the segments before the picture. Their lengths are those the library goes by as well.
void readOrientation(std::string_view bytes, SlideDescription& description) {
  constexpr std::string_view kExif("Exif\0\0", 6);
  const auto byte = [&](std::size_t i) { return static_cast<unsigned>(static_cast<std::uint8_t>(bytes[i])); };
  for (std::size_t at = 2; at + 4 <= bytes.size() && byte(at) == 0xFF && byte(at + 1) != 0xDA;) {
    const std::size_t length = byte(at + 2) * 256 + byte(at + 3);
    const std::string_view segment = bytes.substr(at + 4, std::max<std::size_t>(2, length) - 2);
    if (byte(at + 1) == 0xE1 && segment.starts_with(kExif)) {
      std::istringstream exif(std::string(segment.substr(kExif.size())));
      const auto orientation = tiffOrientation(exif).value_or(1);
      if (orientation <= 8) noteOrientation(static_cast<int>(orientation), description);
      return;
    }
    at += 2 + std::max<std::size_t>(2, length);
  }
}

}  // namespace

DecodedImage decodeJpeg(const std::string& bytes) {
  static_assert(sizeof(Rgb8) == 3);
  const std::unique_ptr<void, DestroyDecompressor> decompressor(tjInitDecompress());
  const auto* encoded = reinterpret_cast<const unsigned char*>(bytes.data());
  const auto size = static_cast<unsigned long>(bytes.size());
  int width = 0;
  int height = 0;
  int subsampling = 0;
  int colours = 0;
  if (tjDecompressHeader3(decompressor.get(), encoded, size, &width, &height, &subsampling, &colours) != 0)
    fail(decompressor.get());
  requireImageSize(width, height);
  if (colours == TJCS_CMYK || colours == TJCS_YCCK) throw DecodeError("CMYK JPEG is not supported");

  DecodedImage decoded;
  decoded.description.decoder = "libjpeg-turbo";
  decoded.description.greyscale = colours == TJCS_GRAY;
  readDensity(bytes, decoded.description);
  readOrientation(bytes, decoded.description);
  decoded.pixels.reset(width, height);
  auto* rgb = reinterpret_cast<unsigned char*>(decoded.pixels.row(0));
  // A progressive picture of a few bytes could go on for hours: the library gives up after 500 scans.
  constexpr int kFlags = TJFLAG_STOPONWARNING | TJFLAG_LIMITSCANS;
  if (tjDecompress2(decompressor.get(), encoded, size, rgb, width, 0, height, TJPF_RGB, kFlags) != 0)
    fail(decompressor.get());
  return decoded;
}

}  // namespace herald
