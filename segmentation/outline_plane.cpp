#include "segmentation/outline_plane.h"

#include <algorithm>

#include "stain/dispatch.h"

namespace herald {
namespace {

HERALD_DISPATCH void packRow(const float* signal, const std::uint8_t* membraneness, int width, std::uint32_t* out) {
  for (int x = 0; x < width; ++x) {
    const auto steps = static_cast<std::int32_t>(signal[x] * (1.0F / OutlinePlane::kSignalStepOd) + 0.5F);
    out[x] = (static_cast<std::uint32_t>(steps) << 16) | membraneness[x];
  }
}

}  // namespace

void OutlinePlane::begin(int width, int height, int margin_px) {
  margin_px_ = margin_px;
  pixels_.resize(width + 2 * margin_px, height + 2 * margin_px);
}

void OutlinePlane::setRow(int y, const float* signal, const std::uint8_t* membraneness) {
  const int width = pixels_.width() - 2 * margin_px_;
  std::uint32_t* row = pixels_.row(y + margin_px_) + margin_px_;
  packRow(signal, membraneness, width, row);
  std::fill_n(row - margin_px_, margin_px_, row[0]);
  std::fill_n(row + width, margin_px_, row[width - 1]);
}

void OutlinePlane::finish() {
  const int last = pixels_.height() - margin_px_ - 1;
  if (last < margin_px_ || pixels_.width() == 2 * margin_px_) return;
  const auto copyRow = [&](int from, int to) { std::copy_n(pixels_.row(from), pixels_.width(), pixels_.row(to)); };
  for (int y = 0; y < margin_px_; ++y) {
    copyRow(margin_px_, y);
    copyRow(last, last + 1 + y);
  }
}

}  // namespace herald
