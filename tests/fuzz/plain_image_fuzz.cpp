// PNG, JPEG, BMP and TIFF without tiles.
#include <tiffio.h>
#include <zlib.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "fuzz_target.h"
#include "pipeline/files/image_encoders.h"
#include "pipeline/slides/image_source.h"
#include "tests/support/jpeg_tiff_file.h"
#include "tests/support/temporary_folder.h"

namespace herald {
namespace {

std::string littleEndian(std::uint32_t value, int count) {
  std::string bytes;
  for (int i = 0; i < count; ++i) bytes += static_cast<char>(value >> (8 * i));
  return bytes;
}

// Zeros of 5 x 4 pixels, with room for palette and masks.
std::string bmpOf(std::uint32_t bits, std::uint32_t compression) {
  const std::uint32_t pixels_at = 14 + 40 + 64;
  const std::uint32_t bytes = pixels_at + 4 * (5 * bits + 31) / 32 * 4;
  return "BM" + littleEndian(bytes, 4) + littleEndian(0, 4) + littleEndian(pixels_at, 4) + littleEndian(40, 4) +
         littleEndian(5, 4) + littleEndian(4, 4) + littleEndian(1, 2) + littleEndian(bits, 2) +
         littleEndian(compression, 4) + littleEndian(0, 4) + littleEndian(2835, 4) + littleEndian(2835, 4) +
         littleEndian(bits <= 4 ? 2 : 0, 4) + littleEndian(0, 4) + littleEndian(0xff0000, 4) + littleEndian(0xff00, 4) +
         littleEndian(0xff, 4) + std::string(bytes - (14 + 40 + 12), '\x5a');
}

std::string flatTiffOf(std::uint16_t samples, std::uint16_t bits, std::uint16_t compression, const char* mode) {
  constexpr int kWidth = 12;
  constexpr int kHeight = 13;
  const TemporaryFolder folder;
  const auto path = folder / "seed.tif";
  TIFF* tiff = TIFFOpen(path.c_str(), mode);
  TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, kWidth);
  TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, kHeight);
  TIFFSetField(tiff, TIFFTAG_ROWSPERSTRIP, 8);
  TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, samples);
  TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, bits);
  TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, samples == 1 ? PHOTOMETRIC_MINISBLACK : PHOTOMETRIC_RGB);
  TIFFSetField(tiff, TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG);
  TIFFSetField(tiff, TIFFTAG_COMPRESSION, compression);
  TIFFSetField(tiff, TIFFTAG_RESOLUTIONUNIT, RESUNIT_CENTIMETER);
  TIFFSetField(tiff, TIFFTAG_XRESOLUTION, 40000.0);
  TIFFSetField(tiff, TIFFTAG_YRESOLUTION, 40000.0);
  std::string row(static_cast<std::size_t>(kWidth * samples * bits / 8 + 1), '\x40');
  for (std::uint32_t y = 0; y < kHeight; ++y) TIFFWriteScanline(tiff, row.data(), y, 0);
  TIFFClose(tiff);
  return contentOf(path);
}

// Checksums that fit, so that what is behind them is reached.
std::string withChecksums(std::string png) {
  const auto number = [&](std::size_t at) {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < 4; ++i) value = value << 8U | static_cast<std::uint8_t>(png[at + i]);
    return value;
  };
  for (std::size_t at = 8; at + 12 <= png.size();) {
    const std::size_t length = number(at);
    if (length > png.size() - at - 12) break;
    const auto checksum = crc32(0, reinterpret_cast<const Bytef*>(png.data() + at + 4), static_cast<uInt>(length + 4));
    for (std::size_t i = 0; i < 4; ++i) png[at + 8 + length + i] = static_cast<char>(checksum >> (24 - 8 * i));
    at += length + 12;
  }
  return png;
}

void open(std::span<const std::uint8_t> bytes) {
  const InputFile file(bytes);
  try {
    const auto source = openImageSource(file.path());
    Image<Rgb8> out;
    source->readRegion(0, -2, 1, 8, 8, out);
  } catch (const ReadError&) {
  }
}

}  // namespace
}  // namespace herald

std::vector<std::string> seedInputs() {
  using herald::bmpOf;
  using herald::flatTiffOf;
  const auto image = herald::colourfulImage(19, 13);
  const auto pixels = herald::colourBytes(image);
  return {herald::encodePng(pixels),
          herald::encodeJpeg(pixels, 80),
          bmpOf(24, 0),
          bmpOf(1, 0),
          bmpOf(8, 0),
          bmpOf(16, 3),
          bmpOf(32, 3),
          flatTiffOf(3, 8, COMPRESSION_NONE, "w"),
          flatTiffOf(4, 16, COMPRESSION_LZW, "w8"),
          flatTiffOf(1, 1, COMPRESSION_CCITTFAX4, "wb"),
          flatTiffOf(1, 8, COMPRESSION_ADOBE_DEFLATE, "w"),
          flatTiffOf(3, 8, COMPRESSION_JPEG, "w")};
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  herald::open({data, size});
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (text.starts_with("\x89PNG")) {
    const std::string png = herald::withChecksums(std::string(text));
    herald::open({reinterpret_cast<const std::uint8_t*>(png.data()), png.size()});
  }
  return 0;
}
