#include "segmentation/phantom/phantom_optics.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include <Eigen/Core>

namespace herald {
namespace {

constexpr double kUnsharpRadiusUm = 0.8;  // of the scanner's unsharp mask

double wideSigmaUm(const PhantomOptions& options) {
  return std::hypot(options.blur_um, kUnsharpRadiusUm);
}

std::vector<float> gaussianKernel(double sigma_grid) {
  const int radius = static_cast<int>(std::ceil(3 * sigma_grid));
  std::vector<float> kernel;
  double sum = 0;
  for (int i = -radius; i <= radius; ++i) {
    const double weight = sigma_grid > 0 ? std::exp(-0.5 * i * i / (sigma_grid * sigma_grid)) : 1.0;
    kernel.push_back(static_cast<float>(weight));
    sum += weight;
  }
  for (float& weight : kernel) weight = static_cast<float>(weight / sum);
  return kernel;
}

// Weighted sum of rows or columns with `step` elements between taps; the border of the kernel's radius keeps 0.
void convolveRows(const Image<float>& in, const std::vector<float>& kernel, bool vertical, Image<float>& out) {
  const int radius = static_cast<int>(kernel.size()) / 2;
  out.reset(in.width(), in.height());
  const int x_margin = vertical ? 0 : radius;
  const int y_margin = vertical ? radius : 0;
  for (int y = y_margin; y < in.height() - y_margin; ++y) {
    float* target = out.row(y);
    for (int tap = -radius; tap <= radius; ++tap) {
      const float weight = kernel[static_cast<std::size_t>(tap + radius)];
      const float* source = vertical ? in.row(y + tap) : in.row(y) + tap;
      for (int x = x_margin; x < in.width() - x_margin; ++x) target[x] += weight * source[x];
    }
  }
}

Image<float> blurred(const Image<float>& in, double sigma_grid) {
  const std::vector<float> kernel = gaussianKernel(sigma_grid);
  Image<float> across;
  Image<float> out;
  convolveRows(in, kernel, false, across);
  convolveRows(across, kernel, true, out);
  return out;
}

}  // namespace

double opticsReachUm(const PhantomOptions& options) {
  return 3 * wideSigmaUm(options);
}

void applyOptics(Image<float>& plane, const PhantomOptions& options, double pitch_um) {
  const auto k = static_cast<float>(options.sharpening);
  Image<float> near = blurred(plane, options.blur_um / pitch_um);
  if (k > 0) {
    const Image<float> wide = blurred(plane, wideSigmaUm(options) / pitch_um);
    for (std::size_t i = 0; i < near.pixels().size(); ++i) {
      near.pixels()[i] = (1 + k) * near.pixels()[i] - k * wide.pixels()[i];
    }
  }
  plane = std::move(near);
}

double ridgeGain(double width_um, double blur_um, double sharpening) {
  const double sigma = width_um / 2.3548;
  const double near = sigma / std::hypot(sigma, blur_um);
  const double wide = sigma / std::hypot(sigma, std::hypot(blur_um, kUnsharpRadiusUm));
  return (1 + sharpening) * near - sharpening * wide;
}

std::array<Image<float>, 3> transmittedLight(const PhantomCanvas& canvas, const PhantomOptions& options) {
  constexpr float kToNatural = -2.302585093F;
  const Eigen::Array3f hematoxylin = kToNatural * options.stains.hematoxylin().cast<float>().array();
  const Eigen::Array3f dab = kToNatural * options.stains.dab().cast<float>().array();
  const float grey = kToNatural * 0.57735027F;
  std::array<Image<float>, 3> light;
  for (Image<float>& plane : light) plane.reset(canvas.dab.width(), canvas.dab.height());
  for (std::size_t i = 0; i < canvas.dab.pixels().size(); ++i) {
    const Eigen::Array3f exponent =
        canvas.hematoxylin.pixels()[i] * hematoxylin + canvas.dab.pixels()[i] * dab + canvas.grey.pixels()[i] * grey;
    const Eigen::Array3f share = exponent.exp();
    for (int c = 0; c < 3; ++c) light[static_cast<std::size_t>(c)].pixels()[i] = share[c];
  }
  if (options.optics == PhantomOptics::kOpticalDensity) return light;
  for (Image<float>& plane : light) {
    applyOptics(plane, options, canvas.pitch_um);
    for (float& share : plane.pixels()) share = std::max(0.0F, share);
  }
  return light;
}

}  // namespace herald
