#include "segmentation/phantom/phantom_render.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <vector>

#include "segmentation/phantom/phantom_paint.h"
#include "segmentation/phantom/phantom_random.h"

namespace herald {
namespace {

constexpr double kGridPitchUm = 0.25;     // coarsest grid objects are drawn on
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

// Blur and unsharp mask in one: (1 + k) G(blur) - k G(blur and radius).
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

// A region of the slide drawn on the fine grid, with the margin the optics need.
struct FineRegion {
  PhantomCanvas canvas;
  int subsamples;  // grid points per pixel and axis
  int margin;      // grid points
};

FineRegion drawRegion(const PhantomScene& scene, const PixelRect& region) {
  if (region.width < 0 || region.height < 0 || region.width * region.height > 100'000'000) {
    throw std::invalid_argument("phantom region must have 0-100 Mpx");
  }
  const PhantomOptions& options = scene.options;
  const int subsamples = std::max(1, static_cast<int>(std::ceil(options.mpp_um / kGridPitchUm - 1e-9)));
  const double pitch_um = options.mpp_um / subsamples;
  const int margin = static_cast<int>(std::ceil(3 * wideSigmaUm(options) / pitch_um)) + 1;
  FineRegion fine{PhantomCanvas(region.x * subsamples - margin, region.y * subsamples - margin,
                                static_cast<int>(region.width) * subsamples + 2 * margin,
                                static_cast<int>(region.height) * subsamples + 2 * margin, pitch_um),
                  subsamples, margin};
  paintFibres(scene, fine.canvas);
  paintCytoplasm(scene, fine.canvas);
  paintNuclei(scene, fine.canvas);
  paintMembranes(scene, fine.canvas);
  paintDebris(scene, fine.canvas);
  for (Image<float>* plane : {&fine.canvas.hematoxylin, &fine.canvas.dab, &fine.canvas.grey}) {
    applyOptics(*plane, options, pitch_um);
    for (float& amount : plane->pixels()) amount *= static_cast<float>(options.stain_scale);
  }
  return fine;
}

// Mean over the grid points of pixel (x, y) of value(column, row).
template <class Value>
auto meanOver(const FineRegion& fine, int x, int y, Value&& value) {
  auto sum = value(fine.margin + x * fine.subsamples, fine.margin + y * fine.subsamples);
  for (int k = 1; k < fine.subsamples * fine.subsamples; ++k) {
    sum += value(fine.margin + x * fine.subsamples + k % fine.subsamples,
                 fine.margin + y * fine.subsamples + k / fine.subsamples);
  }
  return decltype(sum)(sum / static_cast<float>(fine.subsamples * fine.subsamples));
}

std::uint8_t toByte(double level) {
  return static_cast<std::uint8_t>(std::clamp(std::lround(level), 0L, 255L));
}

// Sensor noise of one pixel, per channel: mostly common to the three.
Eigen::Vector3d noiseAt(const PhantomOptions& options, std::int64_t x, std::int64_t y) {
  const double common = 0.85 * pixelNoise(options.seed ^ 0xd0, x, y);
  Eigen::Vector3d noise;
  for (int c = 0; c < 3; ++c) {
    noise[c] = common + 0.53 * pixelNoise(options.seed ^ static_cast<std::uint64_t>(0xd1 + c), x, y);
  }
  return options.noise_levels * noise;
}

}  // namespace

double ridgeGain(double width_um, double blur_um, double sharpening) {
  const double sigma = width_um / 2.3548;
  const double near = sigma / std::hypot(sigma, blur_um);
  const double wide = sigma / std::hypot(sigma, std::hypot(blur_um, kUnsharpRadiusUm));
  return (1 + sharpening) * near - sharpening * wide;
}

Image<Rgb8> renderPhantom(const PhantomScene& scene, const PixelRect& region_in_level0) {
  const PhantomOptions& options = scene.options;
  const FineRegion fine = drawRegion(scene, region_in_level0);
  const Eigen::Array3f light(static_cast<float>(options.background_rgb[0]),
                             static_cast<float>(options.background_rgb[1]),
                             static_cast<float>(options.background_rgb[2]));
  const float to_natural = -2.302585093F;
  const Eigen::Array3f hematoxylin = to_natural * options.stains.hematoxylin().cast<float>().array();
  const Eigen::Array3f dab = to_natural * options.stains.dab().cast<float>().array();
  const float grey = to_natural * 0.57735027F;
  Image<Rgb8> out(static_cast<int>(region_in_level0.width), static_cast<int>(region_in_level0.height));
  for (int y = 0; y < out.height(); ++y) {
    for (int x = 0; x < out.width(); ++x) {
      const Eigen::Array3f level = meanOver(fine, x, y, [&](int column, int row) {
        const Eigen::Array3f exponent = fine.canvas.hematoxylin.at(column, row) * hematoxylin +
                                        fine.canvas.dab.at(column, row) * dab + fine.canvas.grey.at(column, row) * grey;
        return Eigen::Array3f(light * exponent.exp());
      });
      const Eigen::Vector3d noise = noiseAt(options, region_in_level0.x + x, region_in_level0.y + y);
      out.at(x, y) = {toByte(level[0] + noise[0]), toByte(level[1] + noise[1]), toByte(level[2] + noise[2])};
    }
  }
  return out;
}

PhantomAmounts renderPhantomAmounts(const PhantomScene& scene, const PixelRect& region_in_level0) {
  const FineRegion fine = drawRegion(scene, region_in_level0);
  const auto width = static_cast<int>(region_in_level0.width);
  const auto height = static_cast<int>(region_in_level0.height);
  PhantomAmounts amounts{Image<float>(width, height), Image<float>(width, height), Image<float>(width, height)};
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      const auto mean = [&](const Image<float>& plane) {
        return meanOver(fine, x, y, [&](int column, int row) { return plane.at(column, row); });
      };
      amounts.hematoxylin.at(x, y) = mean(fine.canvas.hematoxylin);
      amounts.dab.at(x, y) = mean(fine.canvas.dab);
      amounts.grey.at(x, y) = mean(fine.canvas.grey);
    }
  }
  return amounts;
}

}  // namespace herald
