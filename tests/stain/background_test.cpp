#include "stain/background.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "../support/expect_refusal.h"
#include "../support/seeded_random.h"
#include "stain/optical_density.h"
#include "stain/stain_matrix.h"

namespace herald {
namespace {

constexpr double kUmPerPx = 4.0;

std::uint8_t level(double value) {
  return static_cast<std::uint8_t>(std::clamp(value + 0.5, 0.0, 255.0));
}

// Glass of the given light with noise; `tissue_share` of the rows, from the top, are mottled tissue.
Image<Rgb8> slide(const std::array<double, 3>& glass, double tissue_share, double noise) {
  SeededRandom random(7);
  const StainMatrix stains;
  Image<Rgb8> picture(120, 100);
  for (int y = 0; y < 100; ++y) {
    for (int x = 0; x < 120; ++x) {
      if (y < tissue_share * 100) {
        picture.at(x, y) = colourOf(stains.mix({random.between(0.05, 0.8), random.between(0, 0.4), 0}), glass);
      } else {
        const double n = random.between(-noise, noise);
        picture.at(x, y) = {level(glass[0] + n), level(glass[1] + n), level(glass[2] + n)};
      }
    }
  }
  return picture;
}

TEST(Background, FindsTheLightOfGlassPerChannel) {
  for (const std::array<double, 3>& glass :
       {std::array{238.0, 238.0, 245.0}, std::array{215.0, 222.0, 210.0}, std::array{185.0, 190.0, 200.0}}) {
    const BackgroundLight light = estimateBackground(slide(glass, 0.6, 2), kUmPerPx, {});
    EXPECT_EQ(light.source, "glass");
    for (std::size_t c = 0; c < 3; ++c) EXPECT_NEAR(light.rgb[c], glass[c], 1.0);
  }
}

TEST(Background, EvenGlassIsMeasuredExactly) {
  const BackgroundLight light = estimateBackground(Image<Rgb8>(40, 40, {241, 239, 244}), kUmPerPx, {});
  EXPECT_EQ(light.source, "glass");
  EXPECT_NEAR(light.rgb[0], 241, 0.01);
  EXPECT_NEAR(light.rgb[1], 239, 0.01);
  EXPECT_NEAR(light.rgb[2], 244, 0.01);
}

TEST(Background, MoreTissueDoesNotMoveTheLight) {
  const BackgroundLight little = estimateBackground(slide({236, 238, 242}, 0.2, 2), kUmPerPx, {});
  const BackgroundLight much = estimateBackground(slide({236, 238, 242}, 0.9, 2), kUmPerPx, {});
  for (std::size_t c = 0; c < 3; ++c) EXPECT_NEAR(little.rgb[c], much.rgb[c], 0.7);
}

TEST(Background, FallsBackToTheBrightestThingWhereThereIsNoGlass) {
  const BackgroundLight light = estimateBackground(slide({240, 240, 240}, 1.0, 0), kUmPerPx, {});
  EXPECT_EQ(light.source, "fallback");
  for (const double value : light.rgb) {
    EXPECT_GE(value, 200);
    EXPECT_LE(value, 255);
  }
}

TEST(Background, FallbackIsNeverDarkerThan200) {
  const BackgroundLight light = estimateBackground(Image<Rgb8>(64, 64, {10, 10, 10}), kUmPerPx, {});
  EXPECT_EQ(light.source, "fallback");
  EXPECT_EQ(light.rgb, (std::array<double, 3>{200, 200, 200}));
}

// Pale tissue is bright, grey and flat, like glass. Lumina in it are brighter.
TEST(Background, PaleFlatTissueIsNotTakenForGlass) {
  SeededRandom random(8);
  for (const double amount : {0.02, 0.05, 0.08}) {
    Image<Rgb8> picture(200, 200);
    for (int y = 0; y < 200; ++y)
      for (int x = 0; x < 200; ++x) {
        const bool lumen = std::hypot(x % 50 - 25, y % 50 - 25) < 4;  // 2 %
        picture.at(x, y) =
            colourOf(StainMatrix().mix({lumen ? 0 : amount + random.between(-0.003, 0.003), 0, 0}), {230, 232, 236});
      }
    const BackgroundLight light = estimateBackground(picture, kUmPerPx, {});
    EXPECT_NEAR(light.rgb[0], 230, 2.5) << amount;
    EXPECT_NEAR(light.rgb[1], 232, 2.5) << amount;
    EXPECT_NEAR(light.rgb[2], 236, 2.5) << amount;
  }
}

// Sharpening draws seams brighter than glass along dark edges; they are many, flat along their length, and no glass.
TEST(Background, BrightSeamsOfSharpeningAreNotGlass) {
  SeededRandom random(9);
  Image<Rgb8> picture(400, 400);
  for (int y = 0; y < 400; ++y)
    for (int x = 0; x < 400; ++x) {
      const bool lumen = y < 60;
      const bool seam = !lumen && (y + x / 8) % 40 < 4;
      const int light = lumen ? 234 : seam ? 250 : random.integer(205, 228);
      picture.at(x, y) = {level(light), level(light - 1), level(light + 4)};
    }
  const BackgroundLight light = estimateBackground(picture, 0.25, {});
  EXPECT_NEAR(light.rgb[0], 234, 1.5);
  EXPECT_NEAR(light.rgb[1], 233, 1.5);
  EXPECT_NEAR(light.rgb[2], 238, 1.5);
}

TEST(Background, TintedLightIsNotGlass) {
  EXPECT_EQ(estimateBackground(Image<Rgb8>(64, 64, {250, 200, 250}), kUmPerPx, {}).source, "fallback");
}

TEST(Background, EmptyPictureFallsBackToWhite) {
  const BackgroundLight light = estimateBackground(Image<Rgb8>().view(), kUmPerPx, {});
  EXPECT_EQ(light.source, "fallback");
  EXPECT_EQ(light.rgb, (std::array<double, 3>{255, 255, 255}));
}

TEST(Background, OnePixelFallsBack) {
  const BackgroundLight light = estimateBackground(Image<Rgb8>(1, 1, {240, 240, 240}), kUmPerPx, {});
  EXPECT_EQ(light.source, "fallback");
  EXPECT_NEAR(light.rgb[0], 240, 1);
}

TEST(Background, RefusesOptionsOutOfRange) {
  const auto refused = [](auto change, const char* field, const char* range) {
    BackgroundOptions options;
    change(options);
    expectRefusal([&] { validate(options); }, {field, range});
    EXPECT_THROW((void)estimateBackground(Image<Rgb8>(4, 4), kUmPerPx, options), std::invalid_argument);
  };
  refused([](auto& o) { o.darkest = 256; }, "background.darkest = 256", "is outside 0 to 255");
  refused([](auto& o) { o.largest_tint = -1; }, "background.largest_tint = -1", "is outside 0 to 255");
  refused([](auto& o) { o.flatness = -0.5; }, "background.flatness = -0.5", "is outside 0 to 255");
  refused([](auto& o) { o.minimum_share = 1.5; }, "background.minimum_share = 1.5", "is outside 0 to 1");
  EXPECT_NO_THROW(validate(BackgroundOptions{}));
}

}  // namespace
}  // namespace herald
