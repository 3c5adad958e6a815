#include "segmentation/nuclei.h"

#include <gtest/gtest.h>

#include <cmath>

#include "../support/expect_refusal.h"
#include "stain/unmixing.h"
#include "synthetic_planes.h"

namespace herald {
namespace {

constexpr double kUmPerPx = 0.5;

std::vector<NucleusSeed> seedsIn(ImageView<std::int16_t> hematoxylin, ImageView<std::int16_t> dab,
                                 const NucleusOptions& options = {}) {
  NucleusScratch scratch;
  return findNuclei(hematoxylin, dab, kUmPerPx, options, scratch);
}

double distanceUm(const NucleusSeed& seed, double x, double y) {
  return std::hypot(seed.x - x, seed.y - y) * kUmPerPx;
}

TEST(NuclearSignal, IsHematoxylinLessAShareOfPositiveDab) {
  Image<std::int16_t> h(3, 1, 500);
  Image<std::int16_t> d(3, 1);
  d.pixels() = {0, 400, -400};
  Image<float> signal;
  nuclearSignal(h, d, 0.3, signal);
  EXPECT_NEAR(signal.at(0, 0), 0.5, 1e-6);
  EXPECT_NEAR(signal.at(1, 0), 0.38, 1e-6);
  EXPECT_NEAR(signal.at(2, 0), 0.5, 1e-6);
}

TEST(FindNuclei, ARoundNucleusIsFoundOnceAtItsCentre) {
  for (const double radius_um : {3.0, 3.5, 4.0, 4.5, 5.0}) {
    for (const double fraction : {0.0, 0.3, 0.5}) {
      Image<std::int16_t> h(80, 70, 60);
      addDisc(h, 40 + fraction, 33, radius_um / kUmPerPx, 350);
      const auto seeds = seedsIn(h, Image<std::int16_t>(80, 70));
      ASSERT_EQ(seeds.size(), 1U) << radius_um;
      EXPECT_LE(distanceUm(seeds[0], 40 + fraction, 33), 0.5) << radius_um;
      EXPECT_GT(seeds[0].response_od, 0);
    }
  }
}

TEST(FindNuclei, LargerNucleiHaveNoSmallerScale) {
  float before = 0;
  for (const double radius_um : {2.9, 3.5, 4.2, 5.0}) {
    Image<std::int16_t> h(80, 80, 60);
    addDisc(h, 40, 40, radius_um / kUmPerPx, 350);
    const auto seeds = seedsIn(h, Image<std::int16_t>(80, 80));
    ASSERT_EQ(seeds.size(), 1U);
    EXPECT_GE(seeds[0].radius_um, before);
    before = seeds[0].radius_um;
  }
}

TEST(FindNuclei, NucleiApartAreAllFoundInRowMajorOrder) {
  Image<std::int16_t> h(150, 120, 60);
  const std::vector<std::pair<int, int>> centres{{100, 25}, {30, 26}, {60, 60}, {120, 90}, {25, 95}};
  for (const auto& [x, y] : centres) addDisc(h, x, y, 7, 350);
  const auto seeds = seedsIn(h, Image<std::int16_t>(150, 120));
  ASSERT_EQ(seeds.size(), centres.size());
  for (std::size_t i = 0; i < seeds.size(); ++i) {
    EXPECT_LE(distanceUm(seeds[i], centres[i].first, centres[i].second), 0.5);
    if (i > 0) {
      EXPECT_TRUE(seeds[i - 1].y < seeds[i].y || (seeds[i - 1].y == seeds[i].y && seeds[i - 1].x < seeds[i].x));
    }
  }
}

TEST(FindNuclei, DabAloneIsNoNucleus) {
  Image<std::int16_t> dab(80, 80);
  addDisc(dab, 40, 40, 8, 800);
  for (const NucleusSeed& seed : seedsIn(Image<std::int16_t>(80, 80, 100), dab)) {
    EXPECT_GT(distanceUm(seed, 40, 40), 4.0);  // none in the stain itself
  }
}

TEST(FindNuclei, PaleBlobsBelowTheMinimumAreNotNuclei) {
  Image<std::int16_t> h(80, 80, 60);
  addDisc(h, 40, 40, 8, 300);
  NucleusOptions options;
  options.minimum_response_od = 0.5;
  EXPECT_TRUE(seedsIn(h, Image<std::int16_t>(80, 80), options).empty());
}

// Where all responses of a plateau are equal, the smaller (y, x) wins and there is one seed, not many.
TEST(FindNuclei, ATieGoesToTheSmallerRowThenColumn) {
  Image<std::int16_t> h(80, 80, 60);
  addDisc(h, 39.5, 39.5, 8, 350);
  const auto seeds = seedsIn(h, Image<std::int16_t>(80, 80));
  ASSERT_EQ(seeds.size(), 1U);
  EXPECT_LE(distanceUm(seeds[0], 39.5, 39.5), 0.5);
}

TEST(FindNuclei, OfTwoTooCloseTheStrongerStays) {
  NucleusOptions options;
  options.separation = 2;
  Image<std::int16_t> h(100, 80, 60);
  addDisc(h, 40, 40, 5, 300);
  addDisc(h, 51, 40, 5, 400);
  const auto seeds = seedsIn(h, Image<std::int16_t>(100, 80), options);
  ASSERT_EQ(seeds.size(), 1U);
  EXPECT_LE(distanceUm(seeds[0], 51, 40), 1.0);
}

TEST(FindNuclei, ASeedDependsOnlyOnPixelsWithinReach) {
  const NucleusOptions options;
  Image<std::int16_t> h = texture(260, 240, 6, 200, 21);
  const Image<std::int16_t> dab = texture(260, 240, 3, 200, 22);
  const auto whole = seedsIn(h, dab, options);
  const int x0 = 37;
  const int y0 = 23;
  const int w = 170;
  const int h_part = 160;
  const auto part = seedsIn(window(h, x0, y0, w, h_part), window(dab, x0, y0, w, h_part), options);
  const int reach = static_cast<int>(std::ceil(options.reachUm() / kUmPerPx));
  const auto inner = [&](const std::vector<NucleusSeed>& seeds, int dx, int dy) {
    std::vector<std::array<float, 4>> kept;
    for (const NucleusSeed& seed : seeds) {
      const int x = seed.x - dx;
      const int y = seed.y - dy;
      if (x < reach || y < reach || x >= w - reach || y >= h_part - reach) continue;
      kept.push_back({static_cast<float>(x), static_cast<float>(y), seed.response_od, seed.radius_um});
    }
    return kept;
  };
  const auto expected = inner(whole, x0, y0);
  EXPECT_GT(expected.size(), 10U);
  EXPECT_EQ(inner(part, 0, 0), expected);
}

TEST(FindNuclei, EvenEmptyAndOnePixelImagesHaveNone) {
  EXPECT_TRUE(seedsIn(Image<std::int16_t>(60, 60, 700), Image<std::int16_t>(60, 60)).empty());
  EXPECT_TRUE(seedsIn(Image<std::int16_t>().view(), Image<std::int16_t>().view()).empty());
  EXPECT_TRUE(seedsIn(Image<std::int16_t>(1, 1, 700), Image<std::int16_t>(1, 1)).empty());
}

TEST(FindNuclei, ANucleusAtTheBorderIsFoundInside) {
  Image<std::int16_t> h(60, 60, 60);
  addDisc(h, 0, 30, 8, 350);
  const auto seeds = seedsIn(h, Image<std::int16_t>(60, 60));
  ASSERT_EQ(seeds.size(), 1U);
  EXPECT_LE(distanceUm(seeds[0], 0, 30), 1.0);
}

TEST(NucleusOptions, RefuseValuesOutOfRange) {
  const auto refused = [](double NucleusOptions::*field, double value, const char* message) {
    NucleusOptions options;
    options.*field = value;
    expectRefusal([&] { validate(options); }, {message, "is outside"});
  };
  refused(&NucleusOptions::dab_coefficient, 1.5, "nucleus.dab_coefficient = 1.5");
  refused(&NucleusOptions::smallest_radius_um, 0.5, "nucleus.smallest_radius_um = 0.5");
  refused(&NucleusOptions::largest_radius_um, 2.9, "nucleus.largest_radius_um = 2.9");
  refused(&NucleusOptions::minimum_response_od, 0, "nucleus.minimum_response_od = 0.0");
  refused(&NucleusOptions::separation, 0.1, "nucleus.separation = 0.1");
  refused(&NucleusOptions::largest_outline_um, 13, "nucleus.largest_outline_um = 13.0");
  refused(&NucleusOptions::outline_step_um, 0, "nucleus.outline_step_um = 0.0");
  refused(&NucleusOptions::separation, std::nan(""), "nucleus.separation");
  EXPECT_NO_THROW(validate(NucleusOptions{}));
}

}  // namespace
}  // namespace herald
