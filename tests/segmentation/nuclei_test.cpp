#include "segmentation/nuclei.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <tuple>

#include "../support/expect_refusal.h"
#include "stain/unmixing.h"
#include "synthetic_planes.h"

namespace herald {
namespace {

constexpr double kUmPerPx = 0.5;

std::vector<NucleusSeed> candidatesIn(ImageView<std::int16_t> hematoxylin, ImageView<std::int16_t> dab,
                                      const NucleusOptions& options = {}) {
  Image<float> signal;
  Image<float> blob_signal;
  nuclearSignal(hematoxylin, dab, options.dab_coefficient, kReferenceScaleOd, signal);
  halveSignal(signal, blob_signal);
  CandidateFinder finder;
  std::vector<NucleusSeed> candidates;
  finder.begin(signal.width(), kUmPerPx, options);
  finder.find(HeldRows<float>{blob_signal}, signal.height(), candidates);
  return candidates;
}

double distanceUm(const NucleusSeed& seed, double x, double y) {
  return std::hypot(seed.x - x, seed.y - y) * kUmPerPx;
}

double compressed(double density) {
  return kSignalCeilingOd * density / (kSignalCeilingOd + density);
}

TEST(NuclearSignal, IsHematoxylinLessAShareOfPositiveDabCompressed) {
  Image<std::int16_t> h(4, 1, 500);
  Image<std::int16_t> d(4, 1);
  d.pixels() = {0, 400, -400, 3000};
  Image<float> signal;
  nuclearSignal(h, d, 0.3, kReferenceScaleOd, signal);
  EXPECT_NEAR(signal.at(0, 0), compressed(0.5), 1e-6);
  EXPECT_NEAR(signal.at(1, 0), compressed(0.38), 1e-6);
  EXPECT_NEAR(signal.at(2, 0), compressed(0.5), 1e-6);
  EXPECT_EQ(signal.at(3, 0), 0);
}

TEST(NuclearSignal, OfANuclearMarkerGrowsWithDab) {
  Image<std::int16_t> h(2, 1, 100);
  Image<std::int16_t> d(2, 1);
  d.pixels() = {0, 1000};
  Image<float> signal;
  nuclearSignal(h, d, 0, kReferenceScaleOd, signal);
  EXPECT_NEAR(signal.at(0, 0), compressed(0.1), 1e-6);
  EXPECT_NEAR(signal.at(1, 0), compressed(0.1 + kNuclearMarkerDabShare), 1e-6);
}

NucleusSeed strongestOf(const std::vector<NucleusSeed>& candidates) {
  return *std::max_element(candidates.begin(), candidates.end(),
                           [](const NucleusSeed& a, const NucleusSeed& b) { return a.response_od < b.response_od; });
}

TEST(NucleusCandidates, TheStrongestOfARoundNucleusIsAtItsCentre) {
  for (const double radius_um : {3.0, 3.5, 4.0, 4.5, 5.0}) {
    for (const double fraction : {0.0, 0.3, 0.5}) {
      Image<std::int16_t> h(80, 70, 60);
      addDisc(h, 40 + fraction, 33, radius_um / kUmPerPx, 350);
      const auto candidates = candidatesIn(h, Image<std::int16_t>(80, 70));
      ASSERT_GE(candidates.size(), 1U) << radius_um;
      EXPECT_LE(distanceUm(strongestOf(candidates), 40 + fraction, 33), 0.71) << radius_um;
      // Others are inside it: none on its rim or beyond.
      for (const NucleusSeed& candidate : candidates) EXPECT_LE(distanceUm(candidate, 40 + fraction, 33), radius_um);
    }
  }
}

TEST(NucleusCandidates, LargerNucleiAnswerMostAtALargerScale) {
  float before = 0;
  for (const double radius_um : {2.5, 3.2, 4.1, 4.6}) {
    Image<std::int16_t> h(80, 80, 60);
    addDisc(h, 40, 40, radius_um / kUmPerPx, 350);
    const auto candidates = candidatesIn(h, Image<std::int16_t>(80, 80));
    ASSERT_FALSE(candidates.empty());
    const NucleusSeed strongest = strongestOf(candidates);
    EXPECT_GE(strongest.radius_um, before);
    before = strongest.radius_um;
  }
  EXPECT_GT(before, 4.0F);
}

TEST(NucleusCandidates, APaleNucleusBesideADarkOneHasItsOwn) {
  Image<std::int16_t> h(100, 80, 40);
  addDisc(h, 40, 40, 7, 700);
  addDisc(h, 55, 40, 7, 130);
  const auto candidates = candidatesIn(h, Image<std::int16_t>(100, 80));
  EXPECT_TRUE(std::any_of(candidates.begin(), candidates.end(),
                          [](const NucleusSeed& seed) { return distanceUm(seed, 55, 40) < 1.5; }));
}

TEST(NucleusCandidates, ComeInRowMajorOrderTheSmallerScaleOfAPixelFirst) {
  const auto candidates = candidatesIn(texture(150, 120, 6, 200, 5), Image<std::int16_t>(150, 120));
  ASSERT_GT(candidates.size(), 10U);
  for (std::size_t i = 1; i < candidates.size(); ++i) {
    const auto key = [](const NucleusSeed& seed) { return std::tuple(seed.y, seed.x, seed.radius_um); };
    EXPECT_LT(key(candidates[i - 1]), key(candidates[i]));
  }
}

TEST(NucleusCandidates, DabAloneIsNone) {
  Image<std::int16_t> dab(80, 80);
  addDisc(dab, 40, 40, 8, 800);
  for (const NucleusSeed& seed : candidatesIn(Image<std::int16_t>(80, 80, 100), dab)) {
    EXPECT_GT(distanceUm(seed, 40, 40), 4.0);  // none in the stain itself
  }
}

TEST(NucleusCandidates, BelowTheMinimumResponseAreNone) {
  Image<std::int16_t> h(80, 80, 60);
  addDisc(h, 40, 40, 8, 300);
  NucleusOptions options;
  options.minimum_response_od = 0.5;
  EXPECT_TRUE(candidatesIn(h, Image<std::int16_t>(80, 80), options).empty());
}

TEST(NucleusCandidates, DependOnlyOnPixelsWithinReach) {
  const NucleusOptions options;
  const Image<std::int16_t> h = texture(260, 240, 6, 200, 21);
  const Image<std::int16_t> dab = texture(260, 240, 3, 200, 22);
  const auto whole = candidatesIn(h, dab, options);
  const int x0 = 38;  // tiles begin on the blobs' grid
  const int y0 = 22;
  const int w = 170;
  const int h_part = 160;
  const auto part = candidatesIn(window(h, x0, y0, w, h_part), window(dab, x0, y0, w, h_part), options);
  const int reach = static_cast<int>(std::ceil(candidateReachUm(options) / kUmPerPx));
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

TEST(NucleusCandidates, EvenEmptyAndOnePixelImagesHaveNone) {
  EXPECT_TRUE(candidatesIn(Image<std::int16_t>(60, 60, 700), Image<std::int16_t>(60, 60)).empty());
  EXPECT_TRUE(candidatesIn(Image<std::int16_t>().view(), Image<std::int16_t>().view()).empty());
  EXPECT_TRUE(candidatesIn(Image<std::int16_t>(1, 1, 700), Image<std::int16_t>(1, 1)).empty());
}

TEST(NucleusCandidates, ANucleusCutByTheBorderHasOneInside) {
  Image<std::int16_t> h(60, 60, 60);
  addDisc(h, 0, 30, 8, 350);
  const auto candidates = candidatesIn(h, Image<std::int16_t>(60, 60));
  ASSERT_FALSE(candidates.empty());
  for (const NucleusSeed& seed : candidates) EXPECT_LE(distanceUm(seed, 0, 30), 4);
}

TEST(NucleusOptions, RefuseValuesOutOfRange) {
  const auto refused = [](double NucleusOptions::*field, double value, const char* message) {
    NucleusOptions options;
    options.*field = value;
    expectRefusal([&] { validate(options); }, {message, "is outside"});
  };
  refused(&NucleusOptions::dab_coefficient, 1.5, "nucleus.dab_coefficient = 1.5");
  refused(&NucleusOptions::dab_coefficient, -0.1, "nucleus.dab_coefficient = -0.1");
  refused(&NucleusOptions::smallest_radius_um, 0.5, "nucleus.smallest_radius_um = 0.5");
  refused(&NucleusOptions::largest_radius_um, 2.5, "nucleus.largest_radius_um = 2.5");
  refused(&NucleusOptions::minimum_response_od, 0, "nucleus.minimum_response_od = 0");
  refused(&NucleusOptions::minimum_score_od, 0, "nucleus.minimum_score_od = 0");
  refused(&NucleusOptions::largest_overlap, 1.1, "nucleus.largest_overlap = 1.1");
  refused(&NucleusOptions::rim_um, -1, "nucleus.rim_um = -1");
  refused(&NucleusOptions::largest_outline_um, 13, "nucleus.largest_outline_um = 13");
  refused(&NucleusOptions::outline_step_um, 0, "nucleus.outline_step_um = 0");
  refused(&NucleusOptions::split_gain, std::nan(""), "nucleus.split_gain");
  EXPECT_NO_THROW(validate(NucleusOptions{}));
}

}  // namespace
}  // namespace herald
