#include "pipeline/slides/interruptible_source.h"

#include <utility>

namespace herald {
namespace {

class InterruptibleSource final : public SlideSource {
 public:
  InterruptibleSource(std::unique_ptr<SlideSource> slide, const Interruption& interruption)
      : slide_(std::move(slide)), interruption_(interruption) {}

  [[nodiscard]] const SlideDescription& description() const override { return slide_->description(); }

  void readRegion(int level, std::int64_t x, std::int64_t y, int width, int height, Image<Rgb8>& out) override {
    if (interruption_.requested()) throw Interrupted();
    slide_->readRegion(level, x, y, width, height, out);
  }

  void expectReads(int level, std::span<const PixelRect> regions) override { slide_->expectReads(level, regions); }

 private:
  std::unique_ptr<SlideSource> slide_;
  const Interruption& interruption_;
};

}  // namespace

std::unique_ptr<SlideSource> interruptible(std::unique_ptr<SlideSource> slide, const Interruption& interruption) {
  return std::make_unique<InterruptibleSource>(std::move(slide), interruption);
}

}  // namespace herald
