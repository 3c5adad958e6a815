// A slide made of images in memory, for tests: any levels, any description, failures where they are wanted.
#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <vector>

#include "pipeline/slides/slide_source.h"

namespace herald {

struct FakeSlideOptions {
  std::optional<double> um_per_px = std::nullopt;  // offered as pixel size "fake" when given
  int additional_levels = 0;                       // pyramid levels below level 0, each half the size by 2 x 2 means
  std::optional<PixelRect> unreadable_in_level0 =
      std::nullopt;  // a read of level 0 that touches this fails, and the slide is dead
  std::string quick_hash = "fake";
  bool greyscale = false;
};

class FakeSlideSource final : public SlideSource {
 public:
  // Throws std::invalid_argument for an empty image or a negative number of levels.
  explicit FakeSlideSource(Image<Rgb8> level0, const FakeSlideOptions& options = {});
  [[nodiscard]] const SlideDescription& description() const override { return description_; }
  void readRegion(int level, std::int64_t x, std::int64_t y, int width, int height, Image<Rgb8>& out) override;

  // How many reads succeeded so far.
  [[nodiscard]] int reads() const { return reads_; }

 private:
  std::vector<Image<Rgb8>> images_;
  std::optional<PixelRect> unreadable_;
  SlideDescription description_;
  std::atomic<bool> dead_ = false;
  std::atomic<int> reads_ = 0;
};

}  // namespace herald
