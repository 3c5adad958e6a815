// JPEG through libjpeg-turbo, which tells a truncated file from a whole one.
#include <fmt/format.h>
#include <turbojpeg.h>

#include <memory>
#include <string_view>

#include "pipeline/slides/image_decoders.h"
#include "pipeline/slides/resolution.h"

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
  decoded.pixels.reset(width, height);
  auto* rgb = reinterpret_cast<unsigned char*>(decoded.pixels.row(0));
  // A progressive picture of a few bytes could go on for hours: the library gives up after 500 scans.
  constexpr int kFlags = TJFLAG_STOPONWARNING | TJFLAG_LIMITSCANS;
  if (tjDecompress2(decompressor.get(), encoded, size, rgb, width, 0, height, TJPF_RGB, kFlags) != 0)
    fail(decompressor.get());
  return decoded;
}

}  // namespace herald
