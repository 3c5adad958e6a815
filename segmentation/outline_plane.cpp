#include "segmentation/outline_plane.h"

#include <algorithm>
#include <stdexcept>

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

void OutlinePlane::pack(const Image<float>& signal, ImageView<std::uint8_t> membraneness, int margin_px) {
  if (signal.width() != membraneness.width || signal.height() != membraneness.height)
    throw std::invalid_argument("signal and membraneness differ in size");
  margin_px_ = margin_px;
  const int width = signal.width();
  const int height = signal.height();
  pixels_.resize(width + 2 * margin_px, height + 2 * margin_px);
  if (signal.empty()) return;
  for (int y = 0; y < height; ++y) {
    std::uint32_t* row = pixels_.row(y + margin_px) + margin_px;
    packRow(signal.row(y), membraneness.row(y), width, row);
    std::fill_n(row - margin_px, margin_px, row[0]);
    std::fill_n(row + width, margin_px, row[width - 1]);
  }
  const auto copyRow = [&](int from, int to) { std::copy_n(pixels_.row(from), pixels_.width(), pixels_.row(to)); };
  for (int y = 0; y < margin_px; ++y) {
    copyRow(margin_px, y);
    copyRow(margin_px + height - 1, margin_px + height + y);
  }
}

}  // namespace herald
