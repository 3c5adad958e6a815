// TIFF that OpenSlide does not know (strips, grey, 16 bit, palette, old JPEG) through libtiff, as RGBA: its largest
// page, of equal ones the first.
#include <fmt/format.h>
#include <tiffio.h>

#include <algorithm>
#include <memory>

#include "pipeline/slides/described_pixel_size.h"
#include "pipeline/slides/image_decoders.h"
#include "pipeline/slides/image_source.h"
#include "pipeline/slides/resolution.h"
#include "pipeline/slides/tiff_file.h"
#include "pipeline/slides/tiff_pages.h"
#include "pipeline/slides/unread_pictures.h"

namespace herald {
namespace {

// No strip, tile or field is larger than the largest picture with four samples of 16 bits.
constexpr std::int64_t kLargestPartBytes = std::int64_t{8} * kMaximumImagePixels;

[[noreturn]] void fail(const std::string& message) {
  throw DecodeError(fmt::format("TIFF cannot be decoded ({})", message.empty() ? "no cause given" : message));
}

void readResolution(TIFF* tiff, const SlideLevel& level0, SlideDescription& description) {
  std::uint16_t unit = RESUNIT_NONE;
  float x = 0;
  float y = 0;
  const char* text = nullptr;
  TIFFGetFieldDefaulted(tiff, TIFFTAG_RESOLUTIONUNIT, &unit);
  ResolutionTags tags;
  if (TIFFGetField(tiff, TIFFTAG_XRESOLUTION, &x)) tags.x_per_unit = x;
  if (TIFFGetField(tiff, TIFFTAG_YRESOLUTION, &y)) tags.y_per_unit = y;
  if (!TIFFGetField(tiff, TIFFTAG_IMAGEDESCRIPTION, &text) || text == nullptr) text = "";
  addDescribedPixelSize(text, tags, level0, description);
  addTiffResolution(tags, unit == RESUNIT_CENTIMETER ? 1e4 : unit == RESUNIT_INCH ? 25400 : 0, description);
}

void readKind(TIFF* tiff, SlideDescription& description) {
  std::uint16_t photometric = PHOTOMETRIC_RGB;
  std::uint16_t bits = 8;
  TIFFGetField(tiff, TIFFTAG_PHOTOMETRIC, &photometric);
  TIFFGetFieldDefaulted(tiff, TIFFTAG_BITSPERSAMPLE, &bits);
  description.greyscale = photometric == PHOTOMETRIC_MINISBLACK || photometric == PHOTOMETRIC_MINISWHITE;
  if (bits > 8) description.notes.push_back(fmt::format("{} bits per channel scaled to 8", bits));
}

// libtiff packs premultiplied ABGR.
Rgb8 overWhite(std::uint32_t abgr) {
  const std::uint32_t white = 255U - TIFFGetA(abgr);
  const auto channel = [&](std::uint32_t value) { return static_cast<std::uint8_t>(std::min(255U, value + white)); };
  return {channel(TIFFGetR(abgr)), channel(TIFFGetG(abgr)), channel(TIFFGetB(abgr))};
}

std::size_t largestPage(const TiffPages& file) {
  const auto smaller = [](const TiffPage& a, const TiffPage& b) { return a.width * a.height < b.width * b.height; };
  return static_cast<std::size_t>(std::max_element(file.pages.begin(), file.pages.end(), smaller) - file.pages.begin());
}

// Flips are undone. Pictures on their side stay as they are stored, and that is noted: the library would mirror them.
std::uint16_t orientationToRead(TIFF* tiff) {
  std::uint16_t stored = ORIENTATION_TOPLEFT;
  TIFFGetField(tiff, TIFFTAG_ORIENTATION, &stored);
  return stored >= ORIENTATION_LEFTTOP && stored <= ORIENTATION_LEFTBOT ? stored : ORIENTATION_TOPLEFT;
}

}  // namespace

DecodedImage decodeTiff(const std::filesystem::path& path) {
  const TiffFile tiff(path, kLargestPartBytes);
  if (!tiff.valid()) fail(tiff.error());
  const TiffPages file = readTiffPages(path);
  const std::size_t page = largestPage(file);
  if (page > 0 && !TIFFSetDirectory(tiff.get(), static_cast<tdir_t>(page))) fail(tiff.error());
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  TIFFGetField(tiff.get(), TIFFTAG_IMAGEWIDTH, &width);
  TIFFGetField(tiff.get(), TIFFTAG_IMAGELENGTH, &height);
  requireImageSize(width, height);
  char reason[1024] = "";
  if (!TIFFRGBAImageOK(tiff.get(), reason)) fail(reason);

  const auto rgba = std::make_unique_for_overwrite<std::uint32_t[]>(std::size_t{width} * height);
  constexpr int kStopOnError = 1;
  const std::uint16_t orientation = orientationToRead(tiff.get());
  if (!TIFFReadRGBAImageOriented(tiff.get(), width, height, rgba.get(), orientation, kStopOnError)) fail(tiff.error());
  if (!tiff.error().empty()) fail(tiff.error());
  DecodedImage decoded;
  decoded.description.decoder = "libtiff";
  readResolution(tiff.get(), {width, height}, decoded.description);
  readKind(tiff.get(), decoded.description);
  decoded.description.levels = {{width, height}};
  describePages(file, false, decoded.description);
  if (orientation != ORIENTATION_TOPLEFT) noteOrientation(orientation, decoded.description);
  decoded.pixels.reset(static_cast<int>(width), static_cast<int>(height));
  std::transform(rgba.get(), rgba.get() + std::size_t{width} * height, decoded.pixels.pixels().begin(), overWhite);
  return decoded;
}

}  // namespace herald
