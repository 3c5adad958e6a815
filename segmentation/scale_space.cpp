#include "segmentation/scale_space.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace herald {

int kernelRadiusPx(double sigma_px) {
  return std::max(1, static_cast<int>(std::ceil(3.0 * sigma_px)));
}

std::vector<float> gaussianHalfKernel(double sigma_px) {
  if (!(sigma_px > 0)) throw std::invalid_argument("sigma of a Gaussian must be positive");
  const int radius = kernelRadiusPx(sigma_px);
  std::vector<double> weights(static_cast<std::size_t>(radius) + 1);
  double sum = 0;
  for (int i = 0; i <= radius; ++i) {
    const double w = std::exp(-0.5 * i * i / (sigma_px * sigma_px));
    weights[static_cast<std::size_t>(i)] = w;
    sum += i == 0 ? w : 2 * w;
  }
  std::vector<float> kernel(weights.size());
  std::transform(weights.begin(), weights.end(), kernel.begin(), [&](double w) { return static_cast<float>(w / sum); });
  return kernel;
}

void toFloat(ImageView<std::int16_t> in, Image<float>& out) {
  out.reset(in.width, in.height);
  for (int y = 0; y < in.height; ++y) {
    std::transform(in.row(y), in.row(y) + in.width, out.row(y), [](std::int16_t v) { return static_cast<float>(v); });
  }
}

void gaussianSmooth(ImageView<float> in, double sigma_px, Image<float>& out, SmoothingScratch& scratch) {
  const std::vector<float> kernel = gaussianHalfKernel(sigma_px);
  const int radius = static_cast<int>(kernel.size()) - 1;
  const int w = in.width;
  const int h = in.height;
  out.reset(w, h);
  if (in.empty()) return;

  // One row, padded on both sides, filtered along x.
  scratch.rows.reset(w, h);
  std::vector<float> padded(static_cast<std::size_t>(w + 2 * radius));
  for (int y = 0; y < h; ++y) {
    const float* source = in.row(y);
    std::fill_n(padded.begin(), radius, source[0]);
    std::copy_n(source, w, padded.begin() + radius);
    std::fill_n(padded.begin() + radius + w, radius, source[w - 1]);
    const float* centre = padded.data() + radius;
    float* target = scratch.rows.row(y);
    for (int x = 0; x < w; ++x) target[x] = kernel[0] * centre[x];
    for (int i = 1; i <= radius; ++i) {
      const float weight = kernel[static_cast<std::size_t>(i)];
      const float* left = centre - i;
      const float* right = centre + i;
      for (int x = 0; x < w; ++x) target[x] += weight * (left[x] + right[x]);
    }
  }
  for (int y = 0; y < h; ++y) {
    float* target = out.row(y);
    const float* centre = scratch.rows.row(y);
    for (int x = 0; x < w; ++x) target[x] = kernel[0] * centre[x];
    for (int i = 1; i <= radius; ++i) {
      const float weight = kernel[static_cast<std::size_t>(i)];
      const float* above = scratch.rows.row(std::max(0, y - i));
      const float* below = scratch.rows.row(std::min(h - 1, y + i));
      for (int x = 0; x < w; ++x) target[x] += weight * (above[x] + below[x]);
    }
  }
}

void boxMean(ImageView<std::int16_t> in, int radius_px, Image<float>& out) {
  const int w = in.width;
  const int h = in.height;
  out.reset(w, h);
  if (in.empty()) return;
  std::vector<std::int32_t> columns(static_cast<std::size_t>(w), 0);
  const auto addRow = [&](int y, int sign) {
    if (y < 0 || y >= h) return;
    const std::int16_t* source = in.row(y);
    for (int x = 0; x < w; ++x) columns[static_cast<std::size_t>(x)] += sign * source[x];
  };
  for (int y = 0; y < radius_px; ++y) addRow(y, 1);
  for (int y = 0; y < h; ++y) {
    addRow(y + radius_px, 1);
    addRow(y - radius_px - 1, -1);
    const int rows = std::min(h, y + radius_px + 1) - std::max(0, y - radius_px);
    std::int64_t sum = 0;
    for (int x = 0; x < std::min(w, radius_px); ++x) sum += columns[static_cast<std::size_t>(x)];
    for (int x = 0; x < w; ++x) {
      if (x + radius_px < w) sum += columns[static_cast<std::size_t>(x + radius_px)];
      if (x - radius_px - 1 >= 0) sum -= columns[static_cast<std::size_t>(x - radius_px - 1)];
      const int width = std::min(w, x + radius_px + 1) - std::max(0, x - radius_px);
      out.at(x, y) = static_cast<float>(static_cast<double>(sum) / (static_cast<double>(width) * rows));
    }
  }
}

}  // namespace herald
