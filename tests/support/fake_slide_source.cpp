#include "tests/support/fake_slide_source.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "pipeline/slides/image_region.h"

namespace herald {
namespace {

// Each pixel the rounded mean of 2 x 2; an odd last row or column is averaged with itself.
Image<Rgb8> halved(const Image<Rgb8>& image) {
  Image<Rgb8> half((image.width() + 1) / 2, (image.height() + 1) / 2);
  for (int y = 0; y < half.height(); ++y)
    for (int x = 0; x < half.width(); ++x) {
      const int x1 = std::min(2 * x + 1, image.width() - 1);
      const int y1 = std::min(2 * y + 1, image.height() - 1);
      const auto mean = [&](auto channel) {
        return static_cast<std::uint8_t>((image.at(2 * x, 2 * y).*channel + image.at(x1, 2 * y).*channel +
                                          image.at(2 * x, y1).*channel + image.at(x1, y1).*channel + 2) /
                                         4);
      };
      half.at(x, y) = {mean(&Rgb8::r), mean(&Rgb8::g), mean(&Rgb8::b)};
    }
  return half;
}

bool overlap(const PixelRect& a, const PixelRect& b) {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

}  // namespace

FakeSlideSource::FakeSlideSource(Image<Rgb8> level0, const FakeSlideOptions& options)
    : unreadable_(options.unreadable_in_level0) {
  if (level0.empty()) throw std::invalid_argument("a fake slide needs an image that is not empty");
  if (options.additional_levels < 0) throw std::invalid_argument("additional_levels must not be negative");
  images_.push_back(std::move(level0));
  for (int i = 0; i < options.additional_levels; ++i) images_.push_back(halved(images_.back()));
  description_.vendor = "fake";
  description_.decoder = "fake";
  for (std::size_t i = 0; i < images_.size(); ++i)
    description_.levels.push_back({images_[i].width(), images_[i].height(), static_cast<double>(1U << i), 0, 0});
  if (options.um_per_px) description_.pixel_sizes.push_back({PixelSize(*options.um_per_px), "fake"});
  description_.quick_hash = options.quick_hash;
  description_.greyscale = options.greyscale;
}

void FakeSlideSource::readRegion(int level, std::int64_t x, std::int64_t y, int width, int height, Image<Rgb8>& out) {
  if (level == 0 && unreadable_ && overlap(*unreadable_, {x, y, width, height})) dead_ = true;
  if (dead_) throw ReadError(fmt::format("fake slide: level {} at ({}, {}): cannot be read", level, x, y));
  copyRegion(images_.at(static_cast<std::size_t>(level)), x, y, width, height, out);
  ++reads_;
}

}  // namespace herald
