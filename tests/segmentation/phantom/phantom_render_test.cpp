#include "segmentation/phantom/phantom_render.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <vector>

#include "segmentation/phantom/phantom_builder.h"
#include "stain/optical_density.h"

namespace herald {
namespace {

PhantomOptions smallOptions() {
  PhantomOptions options;
  options.seed = 3;
  options.width_px = options.height_px = 640;
  options.mix = {0.1, 0.1, 0.1, 0.1, 0.2, 0.2, 0.2};
  return options;
}

const PhantomScene& smallScene() {
  static const PhantomScene scene = buildPhantomScene(smallOptions());
  return scene;
}

const Image<Rgb8>& wholeImage() {
  static const Image<Rgb8> image = renderPhantom(smallScene(), {0, 0, 640, 640});
  return image;
}

// One straight horizontal membrane of even stain on glass, at y = 40 um.
PhantomScene lineScene(double width_um, float od) {
  PhantomScene scene;
  scene.options.width_px = scene.options.height_px = 320;
  scene.options.noise_levels = 0;
  PhantomMembrane membrane;
  membrane.cell_a = 0;
  membrane.width_um = width_um;
  for (int i = 0; i <= 100; ++i) membrane.line.push_back({15 + 0.5 * i, 40.125});
  membrane.dab_od.assign(100, od);
  membrane.length_um = 50;
  scene.membranes.push_back(membrane);
  return scene;
}

double meanRidge(const PhantomScene& scene) {
  const PhantomAmounts amounts = renderPhantomAmounts(scene, {0, 0, 320, 320});
  double sum = 0;
  for (int x = 100; x < 220; ++x) {
    float peak = 0;
    for (int y = 150; y < 170; ++y) peak = std::max(peak, amounts.dab.at(x, y));
    sum += peak;
  }
  return sum / 120;
}

TEST(PhantomRender, RegionsEqualTheWhole) {
  for (const PixelRect& rect :
       {PixelRect{0, 0, 256, 256}, PixelRect{131, 77, 101, 203}, PixelRect{500, 500, 140, 140}}) {
    const Image<Rgb8> part = renderPhantom(smallScene(), rect);
    for (int y = 0; y < part.height(); ++y) {
      for (int x = 0; x < part.width(); ++x) {
        ASSERT_EQ(part.at(x, y), wholeImage().at(static_cast<int>(rect.x) + x, static_cast<int>(rect.y) + y));
      }
    }
  }
}

TEST(PhantomRender, SameSeedSamePixels) {
  const Image<Rgb8> again = renderPhantom(buildPhantomScene(smallOptions()), {0, 0, 640, 640});
  EXPECT_EQ(again.pixels(), wholeImage().pixels());
}

TEST(PhantomRender, RidgeOfALineHasTheTruthsOpticalDensityAtAnyWidth) {
  for (const double width_um : {0.64, 1.0, 2.14}) {
    EXPECT_NEAR(meanRidge(lineScene(width_um, 0.4F)), 0.4, 0.06) << width_um;
  }
}

TEST(PhantomRender, BlurLowersTheRidgeAndStainScaleScalesIt) {
  PhantomScene scene = lineScene(1.0, 0.4F);
  const double nominal = meanRidge(scene);
  scene.options.stain_scale = 0.5;
  EXPECT_NEAR(meanRidge(scene), 0.5 * nominal, 1e-4);
  scene.options.stain_scale = 1;
  scene.options.blur_um = 0.6;
  EXPECT_LT(meanRidge(scene), 0.8 * nominal);
}

TEST(PhantomRender, UnmixingRecoversTheAmountsWithoutNoise) {
  PhantomScene scene = smallScene();
  scene.options.noise_levels = 0;
  const PixelRect rect{150, 150, 256, 256};
  const Image<Rgb8> image = renderPhantom(scene, rect);
  const PhantomAmounts amounts = renderPhantomAmounts(scene, rect);
  const StainMatrix& stains = scene.options.stains;
  double dab_error = 0;
  double hematoxylin_error = 0;
  for (int y = 0; y < 256; ++y) {
    for (int x = 0; x < 256; ++x) {
      const Eigen::Vector3d grey = Eigen::Vector3d::Constant(amounts.grey.at(x, y) / std::sqrt(3.0));
      const Eigen::Vector3d od = opticalDensity(image.at(x, y), scene.options.background_rgb) - grey;
      const Eigen::Vector3d found = stains.unmix(od);
      if (amounts.dab.at(x, y) > 0.8) continue;  // 8 bits end there
      hematoxylin_error = std::max(hematoxylin_error, std::abs(found[0] - amounts.hematoxylin.at(x, y)));
      dab_error = std::max(dab_error, std::abs(found[1] - amounts.dab.at(x, y)));
    }
  }
  EXPECT_LT(dab_error, 0.02);
  EXPECT_LT(hematoxylin_error, 0.02);
}

TEST(PhantomRender, HalfTheResolutionShowsTheSameLight) {
  PhantomOptions coarse = smallOptions();
  coarse.mpp_um = 0.5;
  coarse.width_px = coarse.height_px = 320;
  coarse.noise_levels = 0;
  PhantomScene fine = smallScene();
  fine.options.noise_levels = 0;
  const Image<Rgb8> small = renderPhantom(buildPhantomScene(coarse), {0, 0, 320, 320});
  const Image<Rgb8> large = renderPhantom(fine, {0, 0, 640, 640});
  for (int y = 0; y < 320; ++y) {
    for (int x = 0; x < 320; ++x) {
      const int sum = large.at(2 * x, 2 * y).g + large.at(2 * x + 1, 2 * y).g + large.at(2 * x, 2 * y + 1).g +
                      large.at(2 * x + 1, 2 * y + 1).g;
      const int brightest = std::max({large.at(2 * x, 2 * y).g, large.at(2 * x + 1, 2 * y).g,
                                      large.at(2 * x, 2 * y + 1).g, large.at(2 * x + 1, 2 * y + 1).g});
      if (brightest == 255) continue;  // bright seams that 8 bits cut off
      ASSERT_NEAR(small.at(x, y).g, sum / 4.0, 1.6);
    }
  }
}

TEST(PhantomRender, GlassHasTheBackgroundLightAndTheNoiseAskedFor) {
  const Image<Rgb8> glass = renderPhantom(smallScene(), {-400, -400, 200, 200});
  double sum = 0;
  double squares = 0;
  for (const Rgb8& pixel : glass.pixels()) {
    sum += pixel.g;
    squares += (pixel.g - 238.0) * (pixel.g - 238.0);
  }
  EXPECT_NEAR(sum / 40000, 238, 0.1);
  EXPECT_NEAR(std::sqrt(squares / 40000), smallOptions().noise_levels, 0.15);
}

TEST(PhantomRender, AtLeastFifteenPercentOfASlideIsGlass) {
  const auto& pixels = wholeImage().pixels();
  const auto bright = std::count_if(pixels.begin(), pixels.end(), [](Rgb8 p) { return p.r > 229 && p.g > 229; });
  EXPECT_GT(static_cast<double>(bright), 0.15 * static_cast<double>(pixels.size()));
}

TEST(PhantomRender, DebrisIsGreyNotBrown) {
  PhantomScene scene = lineScene(1, 0);
  scene.membranes.clear();
  PhantomDebris debris;
  debris.shape.centre = {40, 40};
  debris.shape.radius_um.fill(3);
  debris.shape.rim_od = 0.2F;
  scene.debris.push_back(debris);
  const PhantomAmounts amounts = renderPhantomAmounts(scene, {120, 120, 80, 80});
  EXPECT_GT(*std::max_element(amounts.grey.pixels().begin(), amounts.grey.pixels().end()), 0.1F);
  EXPECT_EQ(*std::max_element(amounts.dab.pixels().begin(), amounts.dab.pixels().end()), 0.0F);
}

TEST(PhantomRender, AnEmptyRegionGivesAnEmptyImageAndANegativeOneAnError) {
  EXPECT_TRUE(renderPhantom(smallScene(), {0, 0, 0, 0}).empty());
  EXPECT_THROW((void)renderPhantom(smallScene(), {0, 0, -1, 5}), std::invalid_argument);
}

TEST(RidgeGain, FallsWithBlurAndRisesWithWidth) {
  EXPECT_NEAR(ridgeGain(1, 0, 0), 1, 1e-12);
  EXPECT_GT(ridgeGain(1, 0.2, 0), ridgeGain(1, 0.4, 0));
  EXPECT_GT(ridgeGain(2, 0.3, 0.4), ridgeGain(0.6, 0.3, 0.4));
}

}  // namespace
}  // namespace herald
