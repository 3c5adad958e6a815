#include "stain/tissue_mask.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "../support/expect_refusal.h"
#include "../support/seeded_random.h"
#include "stain/optical_density.h"

namespace herald {
namespace {

const BackgroundLight kLight{{240, 240, 245}, "glass"};
const PixelSize kPixelSize{0.25};
constexpr double kDownsample = 16;  // 4 um a pixel of the picture
constexpr double kUmPerPx = 4;

Image<Rgb8> glass(int width, int height) {
  return {width, height, {240, 240, 245}};
}

void paintDisc(Image<Rgb8>& picture, double x, double y, double radius, const Eigen::Vector3d& od) {
  for (int j = 0; j < picture.height(); ++j) {
    for (int i = 0; i < picture.width(); ++i) {
      if (std::hypot(i - x, j - y) <= radius) picture.at(i, j) = colourOf(od, kLight.rgb);
    }
  }
}

const Eigen::Vector3d kTissueOd = StainMatrix().mix({0.15, 0.05, 0});

TissueMask find(const Image<Rgb8>& picture, const TissueMaskOptions& options = {}) {
  return findTissue(picture, kDownsample, kPixelSize, kLight, options);
}

auto countOf(const TissueMask& mask, TissueClass c) {
  return std::count(mask.classes.pixels().begin(), mask.classes.pixels().end(), c);
}

TEST(TissueMask, FindsADiscOfTissueWithinOneSmoothingLength) {
  Image<Rgb8> picture = glass(120, 100);
  paintDisc(picture, 60, 50, 30, kTissueOd);
  const TissueMask mask = find(picture);
  ASSERT_EQ(mask.classes.width(), 120);
  ASSERT_EQ(mask.classes.height(), 100);
  for (int y = 0; y < 100; ++y) {
    for (int x = 0; x < 120; ++x) {
      const double distance = std::hypot(x - 60, y - 50);
      if (distance <= 29) {
        EXPECT_EQ(mask.classes.at(x, y), TissueClass::kTissue);
      } else if (distance > 33) {
        EXPECT_EQ(mask.classes.at(x, y), TissueClass::kGlass);
      }
    }
  }
  const double disc_mm2 = 3.14159 * 30 * 30 * kUmPerPx * kUmPerPx * 1e-6;
  EXPECT_NEAR(mask.areaMm2(TissueClass::kTissue, kPixelSize), disc_mm2, 0.12 * disc_mm2);
}

TEST(TissueMask, GlassAloneHasNoTissue) {
  EXPECT_EQ(countOf(find(glass(60, 60)), TissueClass::kGlass), 3600);
}

// A threshold over the measured light, not one found in the picture: what else is on the slide changes nothing.
TEST(TissueMask, PaleTissueIsFoundBesideDarkTissue) {
  Image<Rgb8> alone = glass(120, 60);
  paintDisc(alone, 30, 30, 20, {0.03, 0.03, 0.03});
  Image<Rgb8> both = alone;
  paintDisc(both, 90, 30, 20, StainMatrix().mix({0.5, 1, 0}));
  const TissueMask a = find(alone);
  const TissueMask b = find(both);
  for (int y = 0; y < 60; ++y) {
    for (int x = 0; x < 60; ++x) ASSERT_EQ(a.classes.at(x, y), b.classes.at(x, y));
  }
  EXPECT_EQ(a.classes.at(30, 30), TissueClass::kTissue);
}

Image<Rgb8> noisyGlass(double noise, std::uint64_t seed) {
  SeededRandom random(seed);
  Image<Rgb8> picture(200, 150);
  const auto level = [&](int light) {
    return static_cast<std::uint8_t>(std::clamp(std::lround(light + random.between(-noise, noise)), 0L, 255L));
  };
  for (Rgb8& pixel : picture.pixels()) pixel = {level(240), level(240), level(245)};
  return picture;
}

double densityOf(const Image<Rgb8>& picture) {
  return tissueDensity(picture, kDownsample, kPixelSize, kLight, {});
}

TEST(TissueDensity, FollowsTheNoiseOfTheGlassAndNothingElse) {
  EXPECT_EQ(densityOf(glass(60, 60)), 0.004);
  const double quiet = densityOf(noisyGlass(1, 3));
  const double loud = densityOf(noisyGlass(9, 3));
  EXPECT_LT(quiet, 0.006);
  EXPECT_GT(loud, 1.5 * quiet);
  TissueMaskOptions unsmoothed;
  unsmoothed.smoothing_um = 0;
  EXPECT_EQ(tissueDensity(noisyGlass(40, 3), kDownsample, kPixelSize, kLight, unsmoothed), unsmoothed.tissue_od);
  Image<Rgb8> with_tissue = noisyGlass(9, 3);
  paintDisc(with_tissue, 60, 60, 40, kTissueOd);
  EXPECT_NEAR(densityOf(with_tissue), loud, 0.15 * loud);
}

TEST(TissueDensity, OfAPictureWithoutGlassIsTheLeast) {
  Image<Rgb8> picture = glass(80, 80);
  paintDisc(picture, 40, 40, 90, kTissueOd);
  EXPECT_EQ(densityOf(picture), 0.004);
  EXPECT_EQ(densityOf(Image<Rgb8>()), 0.004);
}

// A quarter of the counterstain must leave a quarter of the density, and the same tissue.
TEST(TissueDensity, FindsAPaleSlidesTissue) {
  Image<Rgb8> picture = noisyGlass(1, 5);
  paintDisc(picture, 70, 70, 40, StainMatrix().mix({0.02, 0, 0}));
  TissueMaskOptions options;
  options.tissue_od = densityOf(picture);
  const double disc_px = 3.14159 * 40 * 40;
  EXPECT_NEAR(static_cast<double>(countOf(find(picture, options), TissueClass::kTissue)), disc_px, 0.1 * disc_px);
}

TEST(TissueMask, SmallPiecesAreDebrisAndSmallHolesAreFilled) {
  Image<Rgb8> picture = glass(200, 200);
  paintDisc(picture, 100, 100, 70, kTissueOd);
  paintDisc(picture, 80, 100, 8, {0, 0, 0});    // 0.003 mm2: filled
  paintDisc(picture, 125, 100, 25, {0, 0, 0});  // 0.03 mm2: stays
  paintDisc(picture, 10, 10, 5, kTissueOd);     // 0.001 mm2: debris
  const TissueMask mask = find(picture);
  EXPECT_EQ(mask.classes.at(80, 100), TissueClass::kTissue);
  EXPECT_EQ(mask.classes.at(125, 100), TissueClass::kGlass);
  EXPECT_EQ(mask.classes.at(10, 10), TissueClass::kDebris);
}

TEST(TissueMask, ACellAloneInACameraFieldIsTissueAndNotDebris) {
  Image<Rgb8> field = glass(32, 32);  // 128 um
  paintDisc(field, 16, 16, 1.5, kTissueOd);
  EXPECT_GT(countOf(find(field), TissueClass::kTissue), 0);
  Image<Rgb8> slide = glass(400, 400);
  paintDisc(slide, 200, 200, 1.5, kTissueOd);
  EXPECT_EQ(countOf(find(slide), TissueClass::kTissue), 0);
}

TEST(TissueMask, DenseStainIsNotPen) {
  for (const Eigen::Vector3d& amounts : {Eigen::Vector3d{1.0, 0, 0}, {0, 1.5, 0}, {0.6, 0.9, 0}}) {
    Image<Rgb8> picture = glass(100, 100);
    paintDisc(picture, 50, 50, 30, StainMatrix().mix(amounts));
    EXPECT_EQ(find(picture).classes.at(50, 50), TissueClass::kTissue);
  }
}

TEST(TissueMask, EmptyPictureGivesAnEmptyMask) {
  const TissueMask mask = find(Image<Rgb8>());
  EXPECT_TRUE(mask.classes.empty());
  EXPECT_EQ(mask.at(0, 0), TissueClass::kGlass);
  EXPECT_TRUE(distanceToTissueEdgeUm(mask, kPixelSize).empty());
}

TEST(TissueMask, OnePixelIsDebrisOrGlass) {
  EXPECT_EQ(find(Image<Rgb8>(1, 1, {90, 80, 100})).classes.at(0, 0), TissueClass::kDebris);
  EXPECT_EQ(find(glass(1, 1)).classes.at(0, 0), TissueClass::kGlass);
}

TEST(TissueMask, RefusesOptionsOutOfRange) {
  const auto refused = [](auto member, const char* field) {
    TissueMaskOptions options;
    options.*member = -0.5;
    expectRefusal([&] { validate(options); }, {field, " = -0.5 is outside 0 to "});
    expectRefusal([&] { (void)find(glass(2, 2), options); }, {field});
  };
  refused(&TissueMaskOptions::tissue_od, "tissue.tissue_od");
  refused(&TissueMaskOptions::smoothing_um, "tissue.smoothing_um");
  refused(&TissueMaskOptions::minimum_piece_mm2, "tissue.minimum_piece_mm2");
  refused(&TissueMaskOptions::maximum_hole_mm2, "tissue.maximum_hole_mm2");
  refused(&TissueMaskOptions::glass_od, "tissue.glass_od");
  EXPECT_NO_THROW(validate(TissueMaskOptions{}));
}

TEST(TissueMaskLookup, MaskPixelCoversItsSquareOfLevel0) {
  TissueMask mask;
  mask.classes.reset(3, 2, TissueClass::kGlass);
  mask.classes.at(1, 1) = TissueClass::kPen;
  mask.downsample_px = 10;
  mask.origin_in_level0 = {-5, 100};
  EXPECT_EQ(mask.at(5, 110), TissueClass::kPen);
  EXPECT_EQ(mask.at(14.99, 119.99), TissueClass::kPen);
  EXPECT_EQ(mask.at(15, 110), TissueClass::kGlass);
  EXPECT_EQ(mask.at(4.99, 110), TissueClass::kGlass);
  EXPECT_EQ(mask.at(5, 109.99), TissueClass::kGlass);
  EXPECT_EQ(mask.at(-1e9, 1e9), TissueClass::kGlass);
  EXPECT_NEAR(mask.areaMm2(TissueClass::kPen, PixelSize(0.5)), 25e-6, 1e-12);
}

TEST(DistanceToTissueEdge, IsWithinEightPercentOfTheTrueDistance) {
  TissueMask mask;
  mask.downsample_px = kDownsample;
  mask.classes.reset(101, 101, TissueClass::kTissue);
  mask.classes.at(50, 50) = TissueClass::kGlass;
  const Image<float> distance = distanceToTissueEdgeUm(mask, kPixelSize);
  EXPECT_EQ(distance.at(50, 50), 0);
  for (int y = 0; y <= 100; ++y) {
    for (int x = 0; x <= 100; ++x) {
      const double to_hole = std::hypot(x - 50, y - 50);
      const double to_outside = std::min({x, y, 100 - x, 100 - y}) + 1.0;
      const double truth = std::min(to_hole, to_outside) * kUmPerPx;
      EXPECT_NEAR(static_cast<double>(distance.at(x, y)), truth, 0.08 * truth + 1e-4) << x << ' ' << y;
    }
  }
}

TEST(DistanceToTissueEdge, EveryClassButTissueIsAnEdge) {
  TissueMask mask;
  mask.downsample_px = kDownsample;
  mask.classes.reset(9, 1, TissueClass::kTissue);
  for (const TissueClass c : {TissueClass::kGlass, TissueClass::kPen, TissueClass::kDebris, TissueClass::kOutOfFocus}) {
    mask.classes.at(4, 0) = c;
    EXPECT_EQ(distanceToTissueEdgeUm(mask, kPixelSize).at(4, 0), 0);
  }
  EXPECT_FLOAT_EQ(distanceToTissueEdgeUm(mask, kPixelSize).at(2, 0), static_cast<float>(kUmPerPx));
}

}  // namespace
}  // namespace herald
