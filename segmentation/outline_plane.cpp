#include "segmentation/outline_plane.h"

#include <algorithm>

#include "stain/dispatch.h"

namespace herald {
namespace {

HERALD_DISPATCH void packSignal(const float* signal, int width, std::uint32_t* out) {
  for (int x = 0; x < width; ++x) {
    const auto steps = static_cast<std::int32_t>(signal[x] * (1.0F / OutlinePlane::kSignalStepOd) + 0.5F);
    out[x] = static_cast<std::uint32_t>(steps) << 16;
  }
}

HERALD_DISPATCH void packMembraneness(const std::uint8_t* membraneness, int width, std::uint32_t* out) {
  for (int x = 0; x < width; ++x) out[x] |= membraneness[x];
}

}  // namespace

void OutlinePlane::begin(int width, int height, int margin_px) {
  margin_px_ = margin_px;
  pixels_.resize(width + 2 * margin_px, height + 2 * margin_px);
}

void OutlinePlane::setSignal(int y, const float* signal) {
  packSignal(signal, pixels_.width() - 2 * margin_px_, pixels_.row(y + margin_px_) + margin_px_);
}

void OutlinePlane::addMembraneness(int y, const std::uint8_t* membraneness) {
  const int width = pixels_.width() - 2 * margin_px_;
  std::uint32_t* row = pixels_.row(y + margin_px_) + margin_px_;
  packMembraneness(membraneness, width, row);
  std::fill_n(row - margin_px_, margin_px_, row[0]);
  std::fill_n(row + width, margin_px_, row[width - 1]);
}

void OutlinePlane::copyRow(int from, int to) {
  std::copy_n(pixels_.row(from + margin_px_), pixels_.width(), pixels_.row(to + margin_px_));
}

void OutlinePlane::closeTop() {
  for (int y = 1; y <= margin_px_; ++y) copyRow(0, -y);
}

void OutlinePlane::closeBottom(int end) {
  for (int y = 0; y < margin_px_; ++y) copyRow(end - 1, end + y);
}

}  // namespace herald
