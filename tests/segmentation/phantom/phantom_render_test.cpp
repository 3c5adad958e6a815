#include "segmentation/phantom/phantom_render.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>
#include <vector>

#include "segmentation/phantom/phantom_builder.h"
#include "segmentation/phantom/phantom_optics.h"
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

TEST(PhantomRender, RegionsOfAnotherLaboratoryEqualTheWhole) {
  PhantomOptions options = smallOptions();
  options.width_px = options.height_px = 400;
  options.layout = PhantomTumourLayout::kStrands;
  options.tissue_fraction = 1;
  options.muscle_fraction = 0.4;
  options.lymphoid_fraction = 0.2;
  options.blush_od = options.granules_od = 0.1;
  options.hematoxylin_scale = 2;
  options.optics = PhantomOptics::kLight;
  options.glare = 0.02;
  const PhantomScene scene = buildPhantomScene(options);
  const Image<Rgb8> whole = renderPhantom(scene, {0, 0, 400, 400});
  for (const PixelRect& rect : {PixelRect{0, 0, 90, 90}, PixelRect{131, 77, 101, 203}, PixelRect{300, 310, 100, 90}}) {
    const Image<Rgb8> part = renderPhantom(scene, rect);
    for (int y = 0; y < part.height(); ++y) {
      for (int x = 0; x < part.width(); ++x) {
        ASSERT_EQ(part.at(x, y), whole.at(static_cast<int>(rect.x) + x, static_cast<int>(rect.y) + y));
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

TEST(PhantomRender, HematoxylinScaleScalesHematoxylinAndLeavesDab) {
  PhantomScene scene = smallScene();
  const PixelRect rect{150, 150, 200, 200};
  const PhantomAmounts usual = renderPhantomAmounts(scene, rect);
  scene.options.hematoxylin_scale = 2.5;
  const PhantomAmounts strong = renderPhantomAmounts(scene, rect);
  EXPECT_EQ(strong.dab.pixels(), usual.dab.pixels());
  EXPECT_EQ(strong.grey.pixels(), usual.grey.pixels());
  for (std::size_t i = 0; i < usual.hematoxylin.pixels().size(); ++i) {
    ASSERT_NEAR(strong.hematoxylin.pixels()[i], 2.5F * usual.hematoxylin.pixels()[i], 1e-6);
  }
}

struct Spread {
  double mean = 0;
  double sd = 0;
};

// Of the DAB that a cytoplasm of these options has, nothing else being drawn.
Spread cytoplasmDab(double blush_od, double granules_od) {
  PhantomScene scene;
  scene.options.width_px = scene.options.height_px = 400;
  scene.options.blur_um = 0.1;
  scene.options.sharpening = 0;
  PhantomCell cell;
  cell.outline = {{0, 0}, {100, 0}, {100, 100}, {0, 100}};
  cell.blush_od = static_cast<float>(blush_od);
  cell.granules_od = static_cast<float>(granules_od);
  scene.cells.push_back(cell);
  const PhantomAmounts amounts = renderPhantomAmounts(scene, {20, 20, 360, 360});
  Spread spread;
  for (const float od : amounts.dab.pixels()) spread.mean += od / (360.0 * 360.0);
  for (const float od : amounts.dab.pixels()) spread.sd += std::pow(od - spread.mean, 2) / (360.0 * 360.0);
  spread.sd = std::sqrt(spread.sd);
  return spread;
}

TEST(PhantomRender, BlushIsEvenAndGranulesAreDotsOfTheSameMean) {
  const Spread blush = cytoplasmDab(0.2, 0);
  const Spread granules = cytoplasmDab(0, 0.2);
  EXPECT_NEAR(blush.mean, 0.2, 0.01);
  EXPECT_NEAR(granules.mean, 0.2, 0.02);
  EXPECT_LT(blush.sd, 0.03);
  EXPECT_GT(granules.sd, 0.15);
}

// Mean of green over a dark line and its surroundings, without noise.
double meanLight(PhantomScene scene, double blur_um, double sharpening, PhantomOptics optics) {
  scene.options.blur_um = blur_um;
  scene.options.sharpening = sharpening;
  scene.options.optics = optics;
  const Image<Rgb8> image = renderPhantom(scene, {0, 0, 320, 320});
  double sum = 0;
  for (const Rgb8& pixel : image.pixels()) sum += pixel.g;
  return sum / static_cast<double>(image.pixels().size());
}

TEST(PhantomRender, BlurOnLightConservesLight) {
  const PhantomScene scene = lineScene(1.2, 1.2F);
  const double sharp = meanLight(scene, 0, 0, PhantomOptics::kLight);
  EXPECT_NEAR(meanLight(scene, 0.6, 0, PhantomOptics::kLight), sharp, 0.03);
  EXPECT_NEAR(meanLight(scene, 0, 0, PhantomOptics::kOpticalDensity), sharp, 1e-9);
  // Spread over more pixels the same stain takes more light away.
  EXPECT_LT(meanLight(scene, 0.6, 0, PhantomOptics::kOpticalDensity), sharp - 0.2);
}

TEST(PhantomRender, UnsharpMaskOnLightLeavesABrightSeam) {
  PhantomScene scene = lineScene(1.2, 0.6F);
  scene.options.optics = PhantomOptics::kLight;
  scene.options.background_rgb = {200, 200, 200};
  const auto brightest = [&](double sharpening) {
    scene.options.sharpening = sharpening;
    int most = 0;
    const Image<Rgb8> picture = renderPhantom(scene, {100, 120, 120, 80});
    for (const Rgb8& pixel : picture.pixels()) most = std::max(most, int{pixel.g});
    return most;
  };
  EXPECT_EQ(brightest(0), 200);
  EXPECT_GT(brightest(0.6), 204);
  EXPECT_GT(brightest(1.2), brightest(0.6) + 3);
}

TEST(PhantomRender, GlareLiftsTheDarkestByItsShareAndLeavesGlass) {
  PhantomScene scene = lineScene(3, 4.0F);
  for (const PhantomOptics optics : {PhantomOptics::kOpticalDensity, PhantomOptics::kLight}) {
    scene.options.optics = optics;
    const auto extremes = [&](double glare) {
      scene.options.glare = glare;
      const Image<Rgb8> image = renderPhantom(scene, {120, 100, 60, 120});
      const auto [low, high] =
          std::minmax_element(image.pixels().begin(), image.pixels().end(), [](Rgb8 a, Rgb8 b) { return a.b < b.b; });
      return std::pair(int{low->b}, int{image.at(0, 0).b});
    };
    EXPECT_EQ(extremes(0).first, 0);
    EXPECT_NEAR(extremes(0.04).first, 0.04 * 245, 1);
    EXPECT_EQ(extremes(0.04).second, 245);
  }
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
