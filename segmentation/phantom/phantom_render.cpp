#include "segmentation/phantom/phantom_render.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>

#include "segmentation/phantom/phantom_optics.h"
#include "segmentation/phantom/phantom_paint.h"
#include "segmentation/phantom/phantom_random.h"

namespace herald {
namespace {

constexpr double kGridPitchUm = 0.25;  // coarsest grid objects are drawn on

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
  const int margin = static_cast<int>(std::ceil(opticsReachUm(options) / pitch_um)) + 1;
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
    if (options.optics == PhantomOptics::kOpticalDensity) applyOptics(*plane, options, pitch_um);
    for (float& amount : plane->pixels()) amount *= static_cast<float>(options.stain_scale);
  }
  if (options.hematoxylin_scale != 1) {
    for (float& amount : fine.canvas.hematoxylin.pixels()) amount *= static_cast<float>(options.hematoxylin_scale);
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

Image<Rgb8> renderPhantom(const PhantomScene& scene, const PixelRect& region_in_level0) {
  const PhantomOptions& options = scene.options;
  const FineRegion fine = drawRegion(scene, region_in_level0);
  const Eigen::Array3f light(static_cast<float>(options.background_rgb[0]),
                             static_cast<float>(options.background_rgb[1]),
                             static_cast<float>(options.background_rgb[2]));
  const std::array<Image<float>, 3> shares = transmittedLight(fine.canvas, options);
  const auto glare = static_cast<float>(options.glare);
  Image<Rgb8> out(static_cast<int>(region_in_level0.width), static_cast<int>(region_in_level0.height));
  for (int y = 0; y < out.height(); ++y) {
    for (int x = 0; x < out.width(); ++x) {
      const Eigen::Array3f level = meanOver(fine, x, y, [&](int column, int row) {
        const Eigen::Array3f share(shares[0].at(column, row), shares[1].at(column, row), shares[2].at(column, row));
        return Eigen::Array3f(light * ((1 - glare) * share + glare));
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
