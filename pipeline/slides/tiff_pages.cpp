#include "pipeline/slides/tiff_pages.h"

#include <algorithm>
#include <string_view>

#include "pipeline/slides/tiff_file.h"

namespace herald {
namespace {

constexpr int kMostPages = 4096;
constexpr std::int64_t kLargestFieldBytes = std::int64_t{1} << 28;
constexpr std::size_t kLongestDescription = std::size_t{1} << 24;

template <class T>
T field(TIFF* tiff, std::uint32_t tag, T otherwise) {
  T value = otherwise;
  return TIFFGetField(tiff, tag, &value) != 0 ? value : otherwise;
}

std::optional<double> numberField(TIFF* tiff, std::uint32_t tag) {
  float value = 0;
  return TIFFGetField(tiff, tag, &value) != 0 ? std::optional<double>(value) : std::nullopt;
}

TiffPage pageOf(TIFF* tiff) {
  TiffPage page;
  page.width = field<std::uint32_t>(tiff, TIFFTAG_IMAGEWIDTH, 0);
  page.height = field<std::uint32_t>(tiff, TIFFTAG_IMAGELENGTH, 0);
  page.tiled = TIFFIsTiled(tiff) != 0;
  page.reduced = (field<std::uint32_t>(tiff, TIFFTAG_SUBFILETYPE, 0) & FILETYPE_REDUCEDIMAGE) != 0;
  page.orientation = field<std::uint16_t>(tiff, TIFFTAG_ORIENTATION, ORIENTATION_TOPLEFT);
  const char* const text = field<const char*>(tiff, TIFFTAG_IMAGEDESCRIPTION, nullptr);
  if (text != nullptr) page.description = std::string_view(text).substr(0, kLongestDescription);
  page.resolution = {numberField(tiff, TIFFTAG_XRESOLUTION), numberField(tiff, TIFFTAG_YRESOLUTION)};
  const auto unit = field<std::uint16_t>(tiff, TIFFTAG_RESOLUTIONUNIT, RESUNIT_INCH);
  page.resolution_unit_um = unit == RESUNIT_CENTIMETER ? 1e4 : unit == RESUNIT_INCH ? 25400 : 0;
  return page;
}

}  // namespace

TiffPages readTiffPages(const std::filesystem::path& path) {
  TiffPages found;
  const TiffFile tiff(path, kLargestFieldBytes);
  if (!tiff.valid()) return found;
  do {
    found.pages.push_back(pageOf(tiff.get()));
  } while (found.pages.size() < kMostPages && TIFFReadDirectory(tiff.get()) != 0);
  found.whole = tiff.error().empty() && found.pages.size() < kMostPages;
  return found;
}

bool isReducedCopy(const SlideLevel& of, std::int64_t width, std::int64_t height) {
  constexpr double kRoundingPx = 2;
  const auto least = [](std::int64_t whole, std::int64_t part) {
    return static_cast<double>(whole) / (static_cast<double>(part) + kRoundingPx);
  };
  const auto most = [](std::int64_t whole, std::int64_t part) {
    return static_cast<double>(whole) / std::max(0.5, static_cast<double>(part) - kRoundingPx);
  };
  return width > 0 && height > 0 && width <= of.width && height <= of.height &&
         least(of.width, width) <= most(of.height, height) && least(of.height, height) <= most(of.width, width);
}

bool isNextLevel(const SlideLevel& level0, const SlideLevel& before, const SlideLevel& level) {
  const bool smaller = level.width < before.width || level.height < before.height;
  return smaller && isReducedCopy(level0, level.width, level.height);
}

}  // namespace herald
