#include "segmentation/nucleus_outline.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "../support/expect_refusal.h"
#include "synthetic_planes.h"

namespace herald {
namespace {

constexpr double kUmPerPx = 0.5;

Image<float> toSignal(ImageView<std::int16_t> milli_od) {
  Image<float> signal(milli_od.width, milli_od.height);
  for (int y = 0; y < milli_od.height; ++y) {
    std::transform(milli_od.row(y), milli_od.row(y) + milli_od.width, signal.row(y),
                   [](std::int16_t v) { return std::clamp(static_cast<float>(v) / 1000.0F, 0.0F, 0.5F); });
  }
  return signal;
}

NucleusSeed seedAt(int x, int y, double radius_um) {
  return {x, y, 0.2F, static_cast<float>(radius_um)};
}

std::vector<OutlinedNucleus> outlinedIn(const Image<float>& signal, const Image<std::uint8_t>& membraneness,
                                        std::span<const NucleusSeed> seeds, const NucleusOptions& options = {}) {
  OutlinePlane plane;
  GaussianRows smoothing;
  packForOutlines(signal, membraneness, kUmPerPx, options, smoothing, plane);
  NucleusOutlineScratch scratch;
  std::vector<OutlinedNucleus> outlined(seeds.size());
  outlineNuclei(plane, seeds, kUmPerPx, options, scratch, outlined);
  return outlined;
}

OutlinedNucleus outlinedIn(const Image<float>& signal, const NucleusSeed& seed, const NucleusOptions& options = {}) {
  return outlinedIn(signal, Image<std::uint8_t>(signal.width(), signal.height()), std::span(&seed, 1), options).front();
}

NucleusOutline outlineIn(const Image<float>& signal, const NucleusSeed& seed, const NucleusOptions& options = {}) {
  return outlinedIn(signal, seed, options).outline;
}

TEST(NucleusRays, AreUnitVectorsClockwiseFromStraightUp) {
  for (std::size_t i = 0; i < kNucleusRays.size(); ++i) {
    const double angle = 2 * std::numbers::pi * static_cast<double>(i) / kNucleusOutlinePoints;
    EXPECT_NEAR(kNucleusRays[i].x, std::sin(angle), 1e-15);
    EXPECT_NEAR(kNucleusRays[i].y, -std::cos(angle), 1e-15);
  }
}

TEST(NucleusRays, EveryDirectionLiesBetweenItsRayAndTheNext) {
  for (int i = 0; i < 32 * 7; ++i) {
    if (i % 7 == 0) continue;  // on a ray: rounding decides
    const double angle = 2 * std::numbers::pi * i / (32 * 7);
    EXPECT_EQ(nucleus_rays::rayBefore(3 * std::sin(angle), -3 * std::cos(angle)), static_cast<std::size_t>(i / 7));
  }
  EXPECT_EQ(nucleus_rays::rayBefore(0, -1), 0U);
  EXPECT_EQ(nucleus_rays::rayBefore(2, 0), 8U);
  EXPECT_EQ(nucleus_rays::rayBefore(0, 1), 16U);
  EXPECT_EQ(nucleus_rays::rayBefore(-5, 0), 24U);
}

TEST(NucleusOutline, MeasuresOfACircle) {
  const NucleusOutline circle = roundNucleus(4);
  EXPECT_NEAR(circle.areaUm2(), 16 * 16 * std::sin(2 * std::numbers::pi / 32), 1e-5);  // polygon of 32 corners
  EXPECT_NEAR(circle.centroid().x_um, 0, 1e-6);
  EXPECT_NEAR(circle.centroid().y_um, 0, 1e-6);
  EXPECT_NEAR(circle.eccentricity(), 0, 1e-3);
}

TEST(NucleusOutline, MeasuresOfAnEllipseOffItsSeed) {
  // Semi-axes 6 and 3 um, centre 1 um to the right of the seed.
  NucleusOutline ellipse;
  for (std::size_t i = 0; i < kNucleusRays.size(); ++i) {
    const double ux = kNucleusRays[i].x / 6;
    const double uy = kNucleusRays[i].y / 3;
    const double a = ux * ux + uy * uy;
    const double b = -2 * ux / 6;
    const double c = 1.0 / 36 - 1;
    ellipse.radius_um[i] = static_cast<float>((-b + std::sqrt(b * b - 4 * a * c)) / (2 * a));
  }
  EXPECT_NEAR(ellipse.areaUm2(), std::numbers::pi * 18, 0.03 * std::numbers::pi * 18);
  EXPECT_NEAR(ellipse.centroid().x_um, 1, 0.05);
  EXPECT_NEAR(ellipse.centroid().y_um, 0, 1e-5);
  EXPECT_NEAR(ellipse.eccentricity(), std::sqrt(0.75), 0.02);
}

TEST(NucleusOutline, RadiusTowardFollowsThePolygon) {
  NucleusOutline outline;
  SeededRandom random(9);
  for (float& radius : outline.radius_um) radius = static_cast<float>(random.between(2, 6));
  for (std::size_t i = 0; i < kNucleusRays.size(); ++i) {
    const RayDirection ray = kNucleusRays[i];
    const auto radius = static_cast<double>(outline.radius_um[i]);
    EXPECT_NEAR(outline.radiusToward(ray.x, ray.y), radius, 1e-6);
    EXPECT_NEAR(outline.radiusToward(17 * ray.x, 17 * ray.y), radius, 1e-6);
    const std::size_t j = (i + 1) % kNucleusRays.size();
    const auto next = static_cast<double>(outline.radius_um[j]);
    const double mx = (ray.x * radius + kNucleusRays[j].x * next) / 2;
    const double my = (ray.y * radius + kNucleusRays[j].y * next) / 2;
    EXPECT_NEAR(outline.radiusToward(mx, my), std::hypot(mx, my), 1e-6);
  }
  const float largest = *std::max_element(outline.radius_um.begin(), outline.radius_um.end());
  EXPECT_EQ(outline.radiusToward(0, 0), static_cast<double>(largest));
}

TEST(OutlineNucleus, FindsTheBorderOfARoundNucleus) {
  for (const double radius_um : {3.0, 3.5, 4.0, 4.5, 5.0}) {
    Image<std::int16_t> plane(60, 60, 60);
    addDisc(plane, 30, 30, radius_um / kUmPerPx, 350);
    const NucleusOutline outline = outlineIn(toSignal(plane), seedAt(30, 30, radius_um));
    for (const float radius : outline.radius_um) EXPECT_NEAR(static_cast<double>(radius), radius_um, 0.5);
    const double area = std::numbers::pi * radius_um * radius_um;
    EXPECT_NEAR(outline.areaUm2(), area, 0.15 * area) << radius_um;
    EXPECT_LT(outline.eccentricity(), 0.35);
  }
}

TEST(OutlineNucleus, ASeedOffCentreFindsTheSameNucleus) {
  Image<std::int16_t> plane(60, 60, 60);
  addDisc(plane, 30, 30, 8, 350);
  const NucleusOutline outline = outlineIn(toSignal(plane), seedAt(32, 29, 4));
  EXPECT_NEAR(outline.centroid().x_um, -1.0, 0.4);
  EXPECT_NEAR(outline.centroid().y_um, 0.5, 0.4);
  EXPECT_NEAR(outline.areaUm2(), std::numbers::pi * 16, 0.15 * std::numbers::pi * 16);
}

TEST(OutlineNucleus, RadiusChangesLittleFromRayToRay) {
  const NucleusOptions options;
  const Image<float> signal = toSignal(texture(60, 60, 3, 200, 31));
  const NucleusOutline outline = outlineIn(signal, seedAt(30, 30, 4), options);
  for (std::size_t i = 1; i < kNucleusRays.size(); ++i) {
    EXPECT_LE(std::abs(outline.radius_um[i] - outline.radius_um[i - 1]),
              static_cast<float>(options.outline_step_um) + 1e-5F);
  }
}

TEST(OutlineNucleus, ANucleusScoresMoreThanItsHalfOrAnIslandWithoutAnEdge) {
  Image<std::int16_t> plane(80, 60, 60);
  addDisc(plane, 40, 30, 9, 350);
  const Image<float> signal = toSignal(plane);
  const float whole = outlinedIn(signal, seedAt(40, 30, 4.1)).score_od;
  EXPECT_GT(whole, 0.1F);
  EXPECT_LT(outlinedIn(signal, seedAt(46, 30, 2.5)).score_od, 0.8F * whole);
  EXPECT_LT(outlinedIn(Image<float>(80, 60, 0.2F), seedAt(40, 30, 4.1)).score_od, 0.01F);
}

TEST(OutlineNucleus, DoesNotCrossAMembraneButForANuclearMarker) {
  // Two nuclei, one on each side of a membrane, the fall beyond the far one clearer than that at the membrane.
  Image<std::int16_t> plane(80, 60, 60);
  addDisc(plane, 34, 30, 7, 250);
  addDisc(plane, 46, 30, 7, 350);
  Image<std::uint8_t> membraneness(80, 60);
  for (int y = 0; y < 60; ++y) membraneness.at(40, y) = membraneness.at(41, y) = kClearMembrane;
  const auto farthestRightUm = [&](double dab_coefficient) {
    NucleusOptions options;
    options.dab_coefficient = dab_coefficient;
    const NucleusSeed seed = seedAt(37, 30, 5.2);
    return outlinedIn(toSignal(plane), membraneness, std::span(&seed, 1), options).front().outline.radiusToward(1, 0);
  };
  EXPECT_LT(farthestRightUm(0.3), 3.0);
  EXPECT_GT(farthestRightUm(0), 6.0);
}

TEST(OutlineNucleus, ScoresRiseWithContrastAndThinOnesScoreLess) {
  const auto scoreOfDisc = [](double radius_px, int milli_od) {
    Image<std::int16_t> plane(60, 60, 60);
    addDisc(plane, 30, 30, radius_px, milli_od);
    return outlinedIn(toSignal(plane), seedAt(30, 30, 3.2)).score_od;
  };
  EXPECT_LT(scoreOfDisc(7, 120), scoreOfDisc(7, 200));
  EXPECT_LT(scoreOfDisc(4, 200), scoreOfDisc(7, 200));
}

// Sixteen are outlined at a time: neither company nor place in the list changes an outline.
TEST(OutlineNucleus, IsTheSameAloneAndInAnyCompany) {
  const Image<float> signal = toSignal(texture(160, 150, 5, 200, 35));
  const Image<std::uint8_t> membraneness(160, 150);
  SeededRandom random(36);
  std::vector<NucleusSeed> seeds;
  for (int i = 0; i < 53; ++i) {
    seeds.push_back(
        seedAt(random.integer(0, 159), random.integer(0, 149), i % 3 == 0 ? 2.5 : random.between(2.5, 5.2)));
  }
  const auto together = outlinedIn(signal, membraneness, seeds);
  ASSERT_EQ(together.size(), seeds.size());
  for (std::size_t i = 0; i < seeds.size(); ++i) {
    const OutlinedNucleus alone = outlinedIn(signal, seeds[i]);
    EXPECT_EQ(alone.outline.radius_um, together[i].outline.radius_um) << i;
    EXPECT_EQ(alone.score_od, together[i].score_od) << i;
  }
}

TEST(OutlineNucleus, RefusesAPlaneWithoutMargin) {
  const OutlinePlane plane = packed(Image<float>(20, 20), Image<std::uint8_t>(20, 20), 3);
  NucleusOutlineScratch scratch;
  std::vector<OutlinedNucleus> outlined;
  expectRefusal([&] { outlineNuclei(plane, {}, kUmPerPx, {}, scratch, outlined); }, {"margin"});
}

TEST(OutlinePlane, HoldsBothImagesAndRepeatsTheirBorders) {
  Image<float> signal(3, 2);
  signal.pixels() = {0, 0.1F, 0.2F, 0.3F, 0.4F, 0.5F};
  Image<std::uint8_t> membraneness(3, 2);
  membraneness.pixels() = {0, 51, 102, 153, 204, 255};
  const OutlinePlane plane = packed(signal, membraneness, 2);
  for (int y = -2; y < 4; ++y) {
    for (int x = -2; x < 5; ++x) {
      const std::uint32_t packed = plane.at(0, 0)[y * plane.stride() + x];
      const int nearest_x = std::clamp(x, 0, 2);
      const int nearest_y = std::clamp(y, 0, 1);
      EXPECT_NEAR(OutlinePlane::signalOd(packed), signal.at(nearest_x, nearest_y), OutlinePlane::kSignalStepOd);
      EXPECT_FLOAT_EQ(OutlinePlane::membraneness(packed), membraneness.at(nearest_x, nearest_y) / 255.0F);
    }
  }
  OutlinePlane other;
  GaussianRows smoothing;
  expectRefusal([&] { packForOutlines(signal, Image<std::uint8_t>(2, 2), kUmPerPx, {}, smoothing, other); },
                {"differ in size"});
}

TEST(NucleusOutline, ClippedToABoxItKeepsWhatLiesInside) {
  const NucleusOutline whole = roundNucleus(4);
  EXPECT_EQ(whole.clippedTo({5, 5, 5, 5}).radius_um, whole.radius_um);
  const NucleusOutline half = whole.clippedTo({0.5, 5, 5, 5});
  for (std::size_t i = 0; i < kNucleusRays.size(); ++i) {
    EXPECT_GE(kNucleusRays[i].x * static_cast<double>(half.radius_um[i]), -0.5 - 1e-6);
  }
  EXPECT_GT(half.centroid().x_um, 1);
  EXPECT_NEAR(half.areaUm2(), std::numbers::pi * 8 + 4, 1.5);
}

TEST(NucleusOutline, GrowsAlongEveryRay) {
  const NucleusOutline grown = roundNucleus(3).grownBy(0.5);
  for (const float radius : grown.radius_um) EXPECT_FLOAT_EQ(radius, 3.5F);
}

TEST(OutlineNucleus, StaysWithinItsLargestRadius) {
  NucleusOptions options;
  options.largest_outline_um = 4;
  Image<std::int16_t> plane(80, 80, 60);
  addDisc(plane, 40, 40, 16, 350);
  const NucleusOutline outline = outlineIn(toSignal(plane), seedAt(40, 40, 5), options);
  for (const float radius : outline.radius_um) EXPECT_LE(radius, 4.0F);
}

TEST(OutlineNucleus, PixelsOutOfReachChangeNothing) {
  const NucleusOptions options;
  const Image<std::int16_t> plane = texture(200, 180, 5, 200, 32);
  const int reach_px = static_cast<int>(std::ceil(outlineReachUm(options, {}) / kUmPerPx));
  const auto part = window(plane, 101 - reach_px, 77 - reach_px, 2 * reach_px + 1, 2 * reach_px + 1);
  const OutlinedNucleus whole = outlinedIn(toSignal(plane), seedAt(101, 77, 4), options);
  const OutlinedNucleus cut = outlinedIn(toSignal(part), seedAt(reach_px, reach_px, 4), options);
  EXPECT_EQ(whole.outline.radius_um, cut.outline.radius_um);
  EXPECT_EQ(whole.score_od, cut.score_od);
}

TEST(OutlineNucleus, WorksAtTheBorderAndOnOnePixel) {
  Image<std::int16_t> plane(40, 40, 60);
  addDisc(plane, 0, 0, 8, 350);
  const NucleusOutline corner = outlineIn(toSignal(plane), seedAt(0, 0, 4));
  EXPECT_NEAR(static_cast<double>(corner.radius_um[12]), 4, 0.75);  // down to the right, inside the image
  for (const float radius : outlineIn(Image<float>(1, 1, 0.3F), seedAt(0, 0, 4)).radius_um) {
    EXPECT_GT(radius, 0);
    EXPECT_LE(radius, static_cast<float>(NucleusOptions{}.largest_outline_um));
  }
}

}  // namespace
}  // namespace herald
