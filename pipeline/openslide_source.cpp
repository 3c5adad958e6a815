#include "pipeline/openslide_source.h"

#include <fmt/format.h>
#include <openslide/openslide.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "pipeline/file_hash.h"
#include "pipeline/resolution.h"

namespace herald {
namespace {

struct CloseSlide {
  void operator()(openslide_t* slide) const { openslide_close(slide); }
};
using OpenSlideHandle = std::unique_ptr<openslide_t, CloseSlide>;

class OpenSlideSource final : public SlideSource {
 public:
  OpenSlideSource(const std::filesystem::path& path, OpenSlideHandle slide, const std::string& vendor);
  const SlideDescription& description() const override { return description_; }
  void readRegion(int level, std::int64_t x, std::int64_t y, int width, int height, Image<Rgb8>& out) override;

 private:
  void check(const std::string& what) const;
  void readLevels();
  void readPixelSizes();
  std::optional<std::string> text(const std::string& name) const;
  std::optional<double> number(const std::string& name) const;

  std::filesystem::path path_;
  OpenSlideHandle slide_;
  SlideDescription description_;
};

void OpenSlideSource::check(const std::string& what) const {
  if (const char* error = openslide_get_error(slide_.get())) throw slideError(path_, what + ": " + error);
}

std::optional<std::string> OpenSlideSource::text(const std::string& name) const {
  const char* value = openslide_get_property_value(slide_.get(), name.c_str());
  check("property " + name);
  if (value == nullptr) return std::nullopt;
  return value;
}

std::optional<double> OpenSlideSource::number(const std::string& name) const {
  const auto value = text(name);
  if (!value) return std::nullopt;
  double parsed = 0;
  const auto [end, error] = std::from_chars(value->data(), value->data() + value->size(), parsed);
  if (error != std::errc() || end != value->data() + value->size()) return std::nullopt;
  return parsed;
}

OpenSlideSource::OpenSlideSource(const std::filesystem::path& path, OpenSlideHandle slide, const std::string& vendor)
    : path_(path), slide_(std::move(slide)) {
  check("cannot be opened");
  description_.vendor = vendor;
  description_.reader = "openslide";
  description_.objective_power = number(OPENSLIDE_PROPERTY_NAME_OBJECTIVE_POWER);
  readLevels();
  readPixelSizes();
  description_.quick_hash = hash128HexOfFile(path);
}

void OpenSlideSource::readLevels() {
  const int count = openslide_get_level_count(slide_.get());
  check("levels");
  for (int i = 0; i < count; ++i) {
    SlideLevel level;
    openslide_get_level_dimensions(slide_.get(), i, &level.width, &level.height);
    level.downsample = openslide_get_level_downsample(slide_.get(), i);
    check(fmt::format("level {}", i));
    level.tile_width = static_cast<int>(number(fmt::format("openslide.level[{}].tile-width", i)).value_or(0));
    level.tile_height = static_cast<int>(number(fmt::format("openslide.level[{}].tile-height", i)).value_or(0));
    if (level.width <= 0 || level.height <= 0) throw slideError(path_, fmt::format("level {} is empty", i));
    description_.levels.push_back(level);
  }
  if (description_.levels.empty()) throw slideError(path_, "has no image");
}

void OpenSlideSource::readPixelSizes() {
  const auto mpp_x = number(OPENSLIDE_PROPERTY_NAME_MPP_X);
  const auto mpp_y = number(OPENSLIDE_PROPERTY_NAME_MPP_Y);
  addPixelSize(mpp_x ? mpp_x : mpp_y, mpp_y ? mpp_y : mpp_x, "openslide.mpp", description_);
  const auto unit = text("tiff.ResolutionUnit");
  const double um = unit == "centimeter" ? 1e4 : unit == "inch" ? 25400 : 0;
  const auto per_unit_x = number("tiff.XResolution");
  const auto per_unit_y = number("tiff.YResolution");
  if (um > 0 && per_unit_x && per_unit_y)
    addPixelSize(um / *per_unit_x, um / *per_unit_y, "tiff-resolution", description_);
}

// Premultiplied ARGB over white.
void composeOverWhite(const std::uint32_t* argb, int count, Rgb8* rgb) {
  for (int i = 0; i < count; ++i) {
    const std::uint32_t pixel = argb[i];
    const std::uint32_t white = 255U - (pixel >> 24U);
    const auto channel = [&](unsigned shift) {
      return static_cast<std::uint8_t>(std::min(255U, ((pixel >> shift) & 255U) + white));
    };
    rgb[i] = {channel(16), channel(8), channel(0)};
  }
}

void OpenSlideSource::readRegion(int level, std::int64_t x, std::int64_t y, int width, int height, Image<Rgb8>& out) {
  const SlideLevel& stored = description_.levels.at(static_cast<std::size_t>(level));
  out.reset(width, height, Rgb8{255, 255, 255});
  const std::int64_t left = std::max<std::int64_t>(x, 0);
  const std::int64_t top = std::max<std::int64_t>(y, 0);
  const std::int64_t inside_width = std::min(x + width, stored.width) - left;
  const std::int64_t inside_height = std::min(y + height, stored.height) - top;
  check(fmt::format("level {} at ({}, {})", level, x, y));
  if (inside_width <= 0 || inside_height <= 0) return;

  const auto pixels =
      std::make_unique_for_overwrite<std::uint32_t[]>(static_cast<std::size_t>(inside_width * inside_height));
  openslide_read_region(slide_.get(), pixels.get(), std::llround(static_cast<double>(left) * stored.downsample),
                        std::llround(static_cast<double>(top) * stored.downsample), level, inside_width, inside_height);
  check(fmt::format("level {} at ({}, {})", level, x, y));
  for (std::int64_t row = 0; row < inside_height; ++row)
    composeOverWhite(pixels.get() + row * inside_width, static_cast<int>(inside_width),
                     out.row(static_cast<int>(top - y + row)) + (left - x));
}

}  // namespace

std::unique_ptr<SlideSource> tryOpenWithOpenSlide(const std::filesystem::path& path) {
  const char* vendor = openslide_detect_vendor(path.c_str());
  if (vendor == nullptr) return nullptr;
  OpenSlideHandle slide(openslide_open(path.c_str()));
  if (!slide) throw slideError(path, "cannot be opened");
  return std::make_unique<OpenSlideSource>(path, std::move(slide), vendor);
}

std::string openSlideVersion() {
  return openslide_get_version();
}

}  // namespace herald
