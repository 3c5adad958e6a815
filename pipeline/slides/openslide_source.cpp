#include "pipeline/slides/openslide_source.h"

#include <fmt/format.h>
#include <openslide/openslide.h>

#include <algorithm>
#include <cmath>

#include "pipeline/files/number_text.h"
#include "pipeline/files/read_error.h"
#include "pipeline/slides/described_pixel_size.h"
#include "pipeline/slides/openslide_messages.h"
#include "pipeline/slides/resolution.h"
#include "pipeline/slides/slide_files.h"
#include "pipeline/slides/tiff_pages.h"
#include "pipeline/slides/unread_pictures.h"

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
  void readPart(int level, const PixelRect& part, std::int64_t x, std::int64_t y, Image<Rgb8>& out);
  void readLevels();
  void readLevel(int stored);
  void readPixelSizes();
  std::optional<std::string> text(const std::string& name) const;
  std::optional<double> number(const std::string& name) const;

  std::filesystem::path path_;
  OpenSlideHandle slide_;
  std::vector<int> stored_level_;  // OpenSlide's number of each level
  SlideDescription description_;
};

void OpenSlideSource::check(const std::string& what) const {
  if (const char* error = openslide_get_error(slide_.get())) throw readError(path_, what + ": " + error);
}

std::optional<std::string> OpenSlideSource::text(const std::string& name) const {
  const char* value = openslide_get_property_value(slide_.get(), name.c_str());
  check("property " + name);
  if (value == nullptr) return std::nullopt;
  return value;
}

std::optional<double> OpenSlideSource::number(const std::string& name) const {
  const auto value = text(name);
  return value ? numberIn<double>(*value) : std::nullopt;
}

// Of these formats OpenSlide takes pages for levels by what they are stored as, an overview of the glass among them.
bool levelsAreAnyPages(const std::string& vendor) {
  return vendor == "aperio" || vendor == "generic-tiff";
}

OpenSlideSource::OpenSlideSource(const std::filesystem::path& path, OpenSlideHandle slide, const std::string& vendor)
    : path_(path), slide_(std::move(slide)) {
  check("cannot be opened");
  description_.vendor = vendor;
  description_.decoder = "openslide";
  description_.objective_power = number(OPENSLIDE_PROPERTY_NAME_OBJECTIVE_POWER);
  readLevels();
  readPixelSizes();
  if (levelsAreAnyPages(vendor)) describePages(readTiffPages(path), true, description_);
  description_.quick_hash = slideHash(path);
}

void OpenSlideSource::readLevels() {
  const int count = openslide_get_level_count(slide_.get());
  check("levels");
  for (int i = 0; i < count; ++i) readLevel(i);
  if (description_.levels.empty()) throw readError(path_, "has no image");
}

void OpenSlideSource::readLevel(int stored) {
  SlideLevel level;
  openslide_get_level_dimensions(slide_.get(), stored, &level.width, &level.height);
  level.downsample = openslide_get_level_downsample(slide_.get(), stored);
  check(fmt::format("level {}", stored));
  level.tile_width = static_cast<int>(number(fmt::format("openslide.level[{}].tile-width", stored)).value_or(0));
  level.tile_height = static_cast<int>(number(fmt::format("openslide.level[{}].tile-height", stored)).value_or(0));
  if (level.width <= 0 || level.height <= 0) throw readError(path_, fmt::format("level {} is empty", stored));
  const bool is_level = description_.levels.empty() || !levelsAreAnyPages(description_.vendor) ||
                        isNextLevel(description_.levels.front(), description_.levels.back(), level);
  if (!is_level) return;
  description_.levels.push_back(level);
  stored_level_.push_back(stored);
}

void OpenSlideSource::readPixelSizes() {
  const ResolutionTags tags = {number("tiff.XResolution"), number("tiff.YResolution")};
  const auto described = text("tiff.ImageDescription");
  // What OpenSlide says of a format it knows stands in the description as well. Of a generic TIFF newer versions of it
  // give the resolution tags, which are often those of a screen.
  const bool generic = description_.vendor == "generic-tiff";
  if (generic) addDescribedPixelSize(described.value_or(""), tags, description_.levels.front(), description_);
  const auto mpp_x = number(OPENSLIDE_PROPERTY_NAME_MPP_X);
  const auto mpp_y = number(OPENSLIDE_PROPERTY_NAME_MPP_Y);
  addPixelSize(mpp_x ? mpp_x : mpp_y, mpp_y ? mpp_y : mpp_x, "openslide.mpp", description_);
  if (!generic && described && description_.pixel_sizes.empty())
    addDescribedPixelSize(*described, tags, description_.levels.front(), description_);
  const auto unit = text("tiff.ResolutionUnit");
  addTiffResolution(tags, unit == "centimeter" ? 1e4 : unit == "inch" ? 25400 : 0, description_);
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

// OpenSlide takes positions in level 0 and, where such a position lies between two pixels of the level, resamples. The
// last position at or before this one, not more than kFarthestPx before, at which it does not: offsets below 1/512 of a
// pixel vanish in the fixed-point numbers it paints with. `position` itself when there is none.
std::int64_t wholePosition(std::int64_t position, double downsample) {
  constexpr double kVanishing = 1.0 / 600;
  constexpr std::int64_t kFarthestPx = 3072;
  for (std::int64_t whole = position; whole >= std::max<std::int64_t>(0, position - kFarthestPx); --whole) {
    const double read = static_cast<double>(std::llround(static_cast<double>(whole) * downsample)) / downsample;
    if (std::abs(read - static_cast<double>(whole)) < kVanishing) return whole;
  }
  return position;
}

void OpenSlideSource::readRegion(int level, std::int64_t x, std::int64_t y, int width, int height, Image<Rgb8>& out) {
  const SlideLevel& stored = description_.levels.at(static_cast<std::size_t>(level));
  out.reset(width, height, Rgb8{255, 255, 255});
  check(fmt::format("level {} at ({}, {})", level, x, y));
  const std::int64_t right = std::min(x + width, stored.width);
  const std::int64_t bottom = std::min(y + height, stored.height);
  // OpenSlide cuts regions above 4096 px, and at positions between pixels when the downsample is not a whole number.
  const bool whole_downsample = stored.downsample == std::floor(stored.downsample);
  const std::int64_t step = whole_downsample ? std::max(width, height) : 1024;
  for (std::int64_t top = std::max<std::int64_t>(y, 0); top < bottom; top += step)
    for (std::int64_t left = std::max<std::int64_t>(x, 0); left < right; left += step)
      readPart(level, {left, top, std::min(step, right - left), std::min(step, bottom - top)}, x, y, out);
}

// A part of `out`, whose top left corner is (x, y) in the level.
void OpenSlideSource::readPart(int level, const PixelRect& part, std::int64_t x, std::int64_t y, Image<Rgb8>& out) {
  const double downsample = description_.levels[static_cast<std::size_t>(level)].downsample;
  const std::int64_t left = wholePosition(part.x, downsample);
  const std::int64_t top = wholePosition(part.y, downsample);
  const std::int64_t width = part.x + part.width - left;
  const std::int64_t height = part.y + part.height - top;
  const auto pixels = std::make_unique_for_overwrite<std::uint32_t[]>(static_cast<std::size_t>(width * height));
  openslide_read_region(slide_.get(), pixels.get(), std::llround(static_cast<double>(left) * downsample),
                        std::llround(static_cast<double>(top) * downsample),
                        stored_level_[static_cast<std::size_t>(level)], width, height);
  check(fmt::format("level {} at ({}, {})", level, part.x, part.y));
  for (std::int64_t row = part.y; row < part.y + part.height; ++row)
    composeOverWhite(pixels.get() + (row - top) * width + (part.x - left), static_cast<int>(part.width),
                     out.row(static_cast<int>(row - y)) + (part.x - x));
}

}  // namespace

std::unique_ptr<SlideSource> tryOpenWithOpenSlide(const std::filesystem::path& path) {
  const OpenSlideMessages messages;
  const char* vendor = openslide_detect_vendor(path.c_str());
  if (vendor == nullptr) return nullptr;
  OpenSlideHandle slide(openslide_open(path.c_str()));
  if (!slide) {
    const std::string& cause = messages.first();
    throw readError(path, "cannot be opened" + (cause.empty() ? "" : " (" + cause + ")"));
  }
  return std::make_unique<OpenSlideSource>(path, std::move(slide), vendor);
}

}  // namespace herald
