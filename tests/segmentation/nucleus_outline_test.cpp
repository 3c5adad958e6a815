#include "segmentation/nucleus_outline.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "synthetic_planes.h"

namespace herald {
namespace {

constexpr double kUmPerPx = 0.5;

Image<float> toSignal(const Image<std::int16_t>& milli_od) {
  Image<float> signal(milli_od.width(), milli_od.height());
  std::transform(milli_od.pixels().begin(), milli_od.pixels().end(), signal.pixels().begin(),
                 [](std::int16_t v) { return static_cast<float>(v) / 1000.0F; });
  Image<float> smooth;
  SmoothingScratch scratch;
  gaussianSmooth(signal, 1.2, smooth, scratch);
  return smooth;
}

NucleusSeed seedAt(int x, int y, double radius_um) {
  return {x, y, 0.2F, static_cast<float>(radius_um)};
}

NucleusOutline outlineIn(const Image<float>& signal, const std::vector<NucleusSeed>& seeds, std::size_t index,
                         const NucleusOptions& options = {}) {
  NucleusOutlineScratch scratch;
  return outlineNucleus(signal, seeds, index, kUmPerPx, options, scratch);
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
    const NucleusOutline outline = outlineIn(toSignal(plane), {seedAt(30, 30, radius_um)}, 0);
    for (const float radius : outline.radius_um) EXPECT_NEAR(static_cast<double>(radius), radius_um, 0.5);
    const double area = std::numbers::pi * radius_um * radius_um;
    EXPECT_NEAR(outline.areaUm2(), area, 0.15 * area) << radius_um;
    EXPECT_LT(outline.eccentricity(), 0.35);
  }
}

TEST(OutlineNucleus, ASeedOffCentreFindsTheSameNucleus) {
  Image<std::int16_t> plane(60, 60, 60);
  addDisc(plane, 30, 30, 8, 350);
  const NucleusOutline outline = outlineIn(toSignal(plane), {seedAt(32, 29, 4)}, 0);
  EXPECT_NEAR(outline.centroid().x_um, -1.0, 0.4);
  EXPECT_NEAR(outline.centroid().y_um, 0.5, 0.4);
  EXPECT_NEAR(outline.areaUm2(), std::numbers::pi * 16, 0.15 * std::numbers::pi * 16);
}

TEST(OutlineNucleus, RadiusChangesLittleFromRayToRay) {
  const NucleusOptions options;
  const Image<float> signal = toSignal(texture(60, 60, 3, 200, 31));
  const NucleusOutline outline = outlineIn(signal, {seedAt(30, 30, 4)}, 0, options);
  for (std::size_t i = 1; i < kNucleusRays.size(); ++i) {
    EXPECT_LE(std::abs(outline.radius_um[i] - outline.radius_um[i - 1]),
              static_cast<float>(options.outline_step_um) + 1e-5F);
  }
}

TEST(OutlineNucleus, NeighboursDoNotOverlap) {
  Image<std::int16_t> plane(80, 60, 60);
  addDisc(plane, 30, 30, 9, 350);
  addDisc(plane, 43, 30, 9, 350);
  const Image<float> signal = toSignal(plane);
  const std::vector<NucleusSeed> seeds{seedAt(30, 30, 4), seedAt(43, 30, 4)};
  const double bisector_um = 6.5 * kUmPerPx;
  for (const std::size_t index : {std::size_t{0}, std::size_t{1}}) {
    const NucleusOutline outline = outlineIn(signal, seeds, index);
    const double toward = index == 0 ? 1 : -1;
    for (std::size_t i = 0; i < kNucleusRays.size(); ++i) {
      const double along = toward * kNucleusRays[i].x * static_cast<double>(outline.radius_um[i]);
      EXPECT_LE(along, bisector_um + 1e-5);
    }
  }
}

TEST(OutlineNucleus, StaysWithinItsLargestRadius) {
  NucleusOptions options;
  options.largest_outline_um = 4;
  Image<std::int16_t> plane(80, 80, 60);
  addDisc(plane, 40, 40, 16, 350);
  const NucleusOutline outline = outlineIn(toSignal(plane), {seedAt(40, 40, 5)}, 0, options);
  for (const float radius : outline.radius_um) EXPECT_LE(radius, 4.0F);
}

TEST(OutlineNucleus, PixelsAndSeedsOutOfReachChangeNothing) {
  const NucleusOptions options;
  const Image<float> signal = toSignal(texture(200, 180, 5, 200, 32));
  const int reach_px = static_cast<int>(std::ceil((options.largest_outline_um + 1) / kUmPerPx));
  Image<float> part(2 * reach_px + 1, 2 * reach_px + 1);
  for (int y = 0; y < part.height(); ++y) {
    for (int x = 0; x < part.width(); ++x) part.at(x, y) = signal.at(101 - reach_px + x, 77 - reach_px + y);
  }
  const int far = static_cast<int>(std::ceil(2 * options.largest_outline_um / kUmPerPx)) + 1;
  const std::vector<NucleusSeed> seeds{seedAt(101, 77 - far, 4), seedAt(101, 77, 4), seedAt(101 + far, 77, 4),
                                       seedAt(20, 170, 4)};
  EXPECT_EQ(outlineIn(signal, seeds, 1, options).radius_um,
            outlineIn(part, {seedAt(reach_px, reach_px, 4)}, 0, options).radius_um);
}

TEST(OutlineNucleus, WorksAtTheBorderAndOnOnePixel) {
  Image<std::int16_t> plane(40, 40, 60);
  addDisc(plane, 0, 0, 8, 350);
  const NucleusOutline corner = outlineIn(toSignal(plane), {seedAt(0, 0, 4)}, 0);
  EXPECT_NEAR(static_cast<double>(corner.radius_um[12]), 4, 0.75);  // down to the right, inside the image
  for (const float radius : outlineIn(Image<float>(1, 1, 0.3F), {seedAt(0, 0, 4)}, 0).radius_um) {
    EXPECT_GT(radius, 0);
    EXPECT_LE(radius, static_cast<float>(NucleusOptions{}.largest_outline_um));
  }
}

}  // namespace
}  // namespace herald
