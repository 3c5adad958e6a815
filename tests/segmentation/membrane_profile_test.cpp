#include "segmentation/membrane_profile.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "../support/expect_refusal.h"
#include "stain/optical_density.h"
#include "synthetic_planes.h"

namespace herald {
namespace {

constexpr double kUmPerPx = 0.25;
constexpr int kDownsample = 2;
constexpr double kRadiusUm = 7;
constexpr double kRadiusPx = kRadiusUm / (kUmPerPx * kDownsample);  // analysis pixels

// A ring of DAB round (centre + 0.5, centre + 0.5), on the given share of the circle clockwise from `from`.
struct Ring {
  double od = 0.5;
  double width_um = 1.0;  // full width at half maximum
  double share = 1.0;
  double from = 0.0;
  double radius_um = kRadiusUm;
  double cytoplasm_od = 0.0;
  double brownness = 0.51;  // OD(blue) - OD(red) per DAB; 0 = grey

  [[nodiscard]] double lineAt(double dx, double dy) const {
    double turn = std::atan2(dx, -dy) / (2 * std::numbers::pi) - from;
    turn -= std::floor(turn);
    if (turn > share) return 0;
    const double sigmas = (std::hypot(dx, dy) * kUmPerPx - radius_um) / (width_um / 2.3548);
    return od * std::exp(-0.5 * sigmas * sigmas);
  }
};

FullResolutionPlanes paint(const Ring& ring, int size = 120, int centre_x = 59, int centre_y = 59) {
  FullResolutionPlanes planes;
  planes.brown.reset(size, size);
  for (int y = 0; y < size; ++y) {
    for (int x = 0; x < size; ++x) {
      const double od = ring.cytoplasm_od + ring.lineAt(x - centre_x - 0.5, y - centre_y - 0.5);
      planes.brown.at(x, y).dab = static_cast<std::int16_t>(std::lround(od * kMilliOd));
      planes.brown.at(x, y).blue_minus_red = static_cast<std::int16_t>(std::lround(od * ring.brownness * kMilliOd));
    }
  }
  return planes;
}

MembraneMeasurement measureIn(const FullResolutionPlanes& planes, const CellOutline& outline, int centre_x,
                              int centre_y, const MembraneOptions& options = {}) {
  static MembraneScratch scratch;
  return measureMembrane(planes.brown, outline, centre_x, centre_y, kDownsample, kUmPerPx, options, scratch);
}

MembraneMeasurement measure(const Ring& ring, const MembraneOptions& options = {}) {
  return measureIn(paint(ring), roundCell(kRadiusPx), 59, 59, options);
}

auto sectorsAbove(const MembraneMeasurement& measurement, double contrast_od) {
  return std::count_if(measurement.signature.contrast.begin(), measurement.signature.contrast.end(),
                       [&](std::uint8_t count) { return count * kContrastStepOd > contrast_od; });
}

TEST(MembraneProfile, PeakAndContrastOfAThinLineAreItsOpticalDensity) {
  for (const double od : {0.1, 0.3, 0.6}) {
    for (const double width_um : {0.7, 1.0}) {
      const MembraneMeasurement found = measure({.od = od, .width_um = width_um});
      for (std::size_t i = 0; i < kMembraneSectors; ++i) {
        EXPECT_NEAR(found.signature.peak[i] * kPeakStepOd, od, 0.05);
        EXPECT_NEAR(found.signature.contrast[i] * kContrastStepOd, od, 0.05 + 0.05 * od);
      }
    }
  }
}

TEST(MembraneProfile, CompletenessIsThePaintedArc) {
  for (const double share : {0.25, 0.5, 0.8}) {
    for (const double from : {0.0, 0.37}) {
      const MembraneMeasurement found = measure({.od = 0.4, .share = share, .from = from});
      EXPECT_NEAR(static_cast<double>(sectorsAbove(found, 0.2)), share * kMembraneSectors, 2.0) << share;
    }
  }
}

TEST(MembraneProfile, SectorsRunClockwiseFromStraightUp) {
  const MembraneMeasurement found = measure({.od = 0.4, .share = 0.25});
  for (std::size_t i = 2; i <= 14; ++i) EXPECT_GT(found.signature.contrast[i], 40) << i;
  for (std::size_t i = 18; i <= 62; ++i) EXPECT_EQ(found.signature.contrast[i], 0) << i;
}

TEST(MembraneProfile, CytoplasmAddsToThePeakButNotToTheContrast) {
  const MembraneMeasurement clear = measure({.od = 0.3});
  const MembraneMeasurement diffuse = measure({.od = 0.3, .cytoplasm_od = 0.2});
  for (std::size_t i = 0; i < kMembraneSectors; ++i) {
    EXPECT_NEAR(diffuse.signature.peak[i] - clear.signature.peak[i], 20, 1);
    EXPECT_NEAR(diffuse.signature.contrast[i], clear.signature.contrast[i], 1);
  }
  EXPECT_NEAR(static_cast<double>(diffuse.inner_side_dab_od - clear.inner_side_dab_od), 0.2, 0.01);
}

TEST(MembraneProfile, ExcessIsWhatTheLineHoldsAcrossItWhateverTheCytoplasm) {
  for (const double width_um : {0.64, 1.0, 2.1}) {
    for (const double cytoplasm_od : {0.0, 0.2}) {
      const MembraneMeasurement found = measure({.od = 0.4, .width_um = width_um, .cytoplasm_od = cytoplasm_od});
      for (std::size_t i = 0; i < kMembraneSectors; ++i)
        EXPECT_NEAR(found.signature.excess[i] * kExcessStepOdUm, 0.4 * width_um * 1.0645, 0.04 + 0.04 * width_um) << i;
    }
  }
}

TEST(MembraneProfile, EvenCytoplasmIsNoLine) {
  const MembraneMeasurement found = measure({.od = 0, .cytoplasm_od = 0.3});
  for (std::size_t i = 0; i < kMembraneSectors; ++i) {
    EXPECT_EQ(found.signature.contrast[i], 0);
    EXPECT_EQ(found.signature.peak[i], 30);
  }
  EXPECT_FALSE(found.width_um);
  EXPECT_NEAR(static_cast<double>(found.inner_side_dab_od), 0.3, 1e-3);
}

TEST(MembraneProfile, TheLevelIsTheCellsOwnBesideTheLine) {
  for (const double width_um : {0.64, 1.0, 1.5})
    for (const double cytoplasm_od : {0.0, 0.2})
      EXPECT_NEAR(
          static_cast<double>(measure({.od = 0.4, .width_um = width_um, .cytoplasm_od = cytoplasm_od}).level_od),
          cytoplasm_od, 0.02)
          << width_um;
}

// Small cells: their outline runs close to the nucleus, which has no DAB.
TEST(MembraneProfile, TheLevelIsThatOfTheDarkerSide) {
  FullResolutionPlanes planes = paint({.od = 0, .cytoplasm_od = 0.2});
  for (int y = 0; y < 120; ++y)
    for (int x = 0; x < 120; ++x)
      if (std::hypot(x - 59.5, y - 59.5) * kUmPerPx < kRadiusUm - 1) planes.brown.at(x, y).dab = 0;
  const MembraneMeasurement found = measureIn(planes, roundCell(kRadiusPx), 59, 59);
  EXPECT_NEAR(static_cast<double>(found.level_od), 0.2, 0.01);
  for (const std::uint8_t excess : found.signature.excess) EXPECT_LE(excess * kExcessStepOdUm, 0.02);
  for (const std::uint8_t contrast : found.signature.contrast) EXPECT_LE(contrast * kContrastStepOd, 0.01);
}

TEST(MembraneProfile, ClippedSectorsHaveHalfTheirCrestAsContrast) {
  const MembraneMeasurement dark = measure({.od = 0.1, .cytoplasm_od = 2.0});
  EXPECT_EQ(dark.clipped_fraction, 1);
  for (const std::uint8_t contrast : dark.signature.contrast) EXPECT_GT(contrast * kContrastStepOd, 0.95);
  EXPECT_EQ(measure({.od = 0.5}).clipped_fraction, 0);
}

TEST(MembraneProfile, WidthRisesWithTheTrueWidth) {
  float before = 0;
  for (const double width_um : {0.6, 1.0, 1.5, 2.2}) {
    const MembraneMeasurement found = measure({.od = 0.6, .width_um = width_um});
    ASSERT_TRUE(found.width_um) << width_um;
    EXPECT_GT(*found.width_um, before + 0.2F);
    before = *found.width_um;
    if (width_um < 2) {
      EXPECT_NEAR(static_cast<double>(*found.width_um), width_um, 0.15) << width_um;
    }
  }
  EXPECT_NEAR(before, 1.7, 0.15);  // of 2.2: its sides lie on its flanks
}

TEST(MembraneProfile, WidthDoesNotDependOnTheStrengthOrThePlaceOfTheStain) {
  const float width_um = *measure({.od = 0.4, .width_um = 1.0}).width_um;
  for (const double od : {0.2, 0.8}) {
    EXPECT_NEAR(*measure({.od = od, .width_um = 1.0}).width_um, width_um, 0.03F) << od;
  }
  EXPECT_NEAR(*measure({.od = 0.4, .width_um = 1.0, .cytoplasm_od = 0.2}).width_um, width_um, 0.03F);
  for (const double from : {0.1, 0.35, 0.6}) {  // a quarter turn is 16 sectors
    EXPECT_NEAR(*measure({.od = 0.4, .share = 0.6, .from = from}).width_um, width_um, 0.05F) << from;
  }
}

// Colour of a JPEG is smoothed, brightness is not: the planes' common part, blue - red, is wider than the line.
TEST(MembraneProfile, WidthIsThatOfTheSharpPartOfTheColours) {
  const StainMatrix stains;
  const auto widthOf = [&](double line_um, double colour_um) {
    const Ring line{.od = 0.4, .width_um = line_um};
    const Ring colour{.od = 0.4 * line_um / colour_um, .width_um = colour_um};
    FullResolutionPlanes planes = paint(line);
    for (int y = 0; y < 120; ++y) {
      for (int x = 0; x < 120; ++x) {
        const double brightness = line.lineAt(x - 59.5, y - 59.5) * stains.dab().mean();
        const double tint = colour.lineAt(x - 59.5, y - 59.5);
        const Eigen::Vector3d od = Eigen::Vector3d::Constant(brightness) +
                                   tint * (stains.dab() - Eigen::Vector3d::Constant(stains.dab().mean()));
        planes.brown.at(x, y).dab = static_cast<std::int16_t>(std::lround(stains.unmixing().row(1).dot(od) * kMilliOd));
        planes.brown.at(x, y).blue_minus_red = static_cast<std::int16_t>(std::lround((od[2] - od[0]) * kMilliOd));
      }
    }
    return *measureIn(planes, roundCell(kRadiusPx), 59, 59).width_um;
  };
  for (const double line_um : {0.6, 1.0}) {
    EXPECT_NEAR(widthOf(line_um, std::hypot(line_um, 1.0)), widthOf(line_um, line_um), 0.12F) << line_um;
  }
}

TEST(MembraneProfile, WidthNeedsFourSectorsWithALine) {
  EXPECT_FALSE(measure({.od = 0.02}).width_um);
  EXPECT_FALSE(measure({.od = 0.5, .share = 0.02}).width_um);
  EXPECT_TRUE(measure({.od = 0.5, .share = 0.15}).width_um);
}

TEST(MembraneProfile, ALineBesideTheOutlineIsFoundWithinTheSearchDistance) {
  for (const double offset_um : {-0.6, 0.6}) {
    const MembraneMeasurement found = measure({.od = 0.4, .radius_um = kRadiusUm + offset_um});
    EXPECT_EQ(sectorsAbove(found, 0.3), kMembraneSectors) << offset_um;
  }
  const MembraneMeasurement far = measure({.od = 0.4, .width_um = 0.7, .radius_um = kRadiusUm - 2.5});
  EXPECT_EQ(sectorsAbove(far, 0.05), 0);
}

TEST(MembraneProfile, TheOutlineMovesOnToTheLine) {
  for (const double offset_um : {-0.8, 0.8}) {
    const MembraneMeasurement found = measure({.od = 0.4, .radius_um = kRadiusUm + offset_um});
    const double radius_px = kRadiusPx + offset_um / (kUmPerPx * kDownsample);
    for (const OutlinePoint& point : found.outline.points) EXPECT_NEAR(std::hypot(point.x, point.y), radius_px, 0.4);
    EXPECT_NEAR(found.outline.length_px, 2 * std::numbers::pi * radius_px, 1.0);
    EXPECT_NEAR(found.outline.area_px, std::numbers::pi * radius_px * radius_px, 0.05 * found.outline.area_px);
  }
}

TEST(MembraneProfile, WithoutALineTheOutlineStays) {
  const MembraneMeasurement found = measure({.od = 0, .cytoplasm_od = 0.1});
  for (const OutlinePoint& point : found.outline.points) EXPECT_NEAR(std::hypot(point.x, point.y), kRadiusPx, 1e-5);
}

TEST(MembraneProfile, TheFadeOfAStrongLineIsNotStained) {
  MembraneOptions without;
  without.fade_fraction = 0;
  const Ring strong{.od = 1.0, .share = 0.5};
  EXPECT_GE(sectorsAbove(measure(strong, without), 0.035), 34);
  EXPECT_NEAR(static_cast<double>(sectorsAbove(measure(strong), 0.035)), 32, 1);
  const MembraneMeasurement weak = measure({.od = 0.06, .share = 0.5});
  EXPECT_NEAR(static_cast<double>(sectorsAbove(weak, 0.035)), 32, 2);
}

TEST(MembraneProfile, GreyLinesAreRejectedAndBrownOnesAreNot) {
  EXPECT_EQ(sectorsAbove(measure({.brownness = 0.0}), 0), 0);
  EXPECT_EQ(sectorsAbove(measure({.brownness = -0.3}), 0), 0);  // haematoxylin
  EXPECT_EQ(sectorsAbove(measure({.brownness = 0.51}), 0.3), kMembraneSectors);
  EXPECT_GT(measure({.brownness = 0.0}).signature.peak[0], 40);  // the peak is not gated
  EXPECT_FALSE(measure({.brownness = 0.0}).width_um);
}

TEST(MembraneProfile, TheGateCanBeTurnedOff) {
  MembraneOptions options;
  options.brown_gate = 0;
  EXPECT_EQ(sectorsAbove(measure({.brownness = 0.0}, options), 0.3), kMembraneSectors);
}

// The same through colours: a grey edge unmixes to much DAB, and is still no membrane.
TEST(MembraneProfile, ColoursDecideTheGate) {
  const BackgroundLight light{{240, 240, 245}, "configured"};
  const StainMatrix stains;
  const UnmixingTables tables(light, stains, kDownsample);
  const auto measureColour = [&](const Eigen::Vector3d& od_of_line) {
    const Ring ring{.od = 1.0};
    Image<Rgb8> image(120, 120);
    for (int y = 0; y < 120; ++y) {
      for (int x = 0; x < 120; ++x) {
        const double amount = ring.lineAt(x - 59.5, y - 59.5);
        image.at(x, y) = colourOf(stains.mix({0.08, 0, 0}) + amount * od_of_line, light.rgb);
      }
    }
    FullResolutionPlanes planes;
    tables.unmixFull(image, planes);
    return measureIn(planes, roundCell(kRadiusPx), 59, 59);
  };
  const MembraneMeasurement brown = measureColour(0.5 * stains.dab());
  const MembraneMeasurement grey = measureColour({0.35, 0.35, 0.35});
  const MembraneMeasurement blue = measureColour(0.5 * stains.hematoxylin());
  EXPECT_EQ(sectorsAbove(brown, 0.4), kMembraneSectors);
  EXPECT_EQ(sectorsAbove(grey, 0.02), 0);
  EXPECT_GT(grey.signature.peak[5], 15);
  EXPECT_EQ(sectorsAbove(blue, 0.02), 0);
}

TEST(MembraneProfile, MoreDabNeverLowersASector) {
  MembraneMeasurement before = measure({.od = 0.05, .share = 0.7});
  for (const double od : {0.1, 0.2, 0.4, 0.8}) {
    const MembraneMeasurement found = measure({.od = od, .share = 0.7});
    for (std::size_t i = 0; i < kMembraneSectors; ++i) {
      EXPECT_GE(found.signature.peak[i], before.signature.peak[i]);
      EXPECT_GE(found.signature.contrast[i], before.signature.contrast[i]);
    }
    before = found;
  }
}

TEST(MembraneProfile, AQuarterTurnMovesTheSignatureBy16Sectors) {
  const MembraneMeasurement still = measure({.od = 0.4, .share = 0.6, .from = 0.1});
  const MembraneMeasurement turned = measure({.od = 0.4, .share = 0.6, .from = 0.35});
  for (std::size_t i = 0; i < kMembraneSectors; ++i) {
    const std::size_t j = (i + 16) % kMembraneSectors;
    EXPECT_NEAR(turned.signature.peak[j], still.signature.peak[i], 1);
    EXPECT_NEAR(turned.signature.contrast[j], still.signature.contrast[i], 1);
  }
}

TEST(MembraneProfile, IsTheSameToTheLastBitWhereverTheCellLies) {
  const Ring ring{.od = 0.45, .share = 0.7, .from = 0.2, .cytoplasm_od = 0.05};
  const CellOutline outline = roundCell(kRadiusPx * 1.02);
  const MembraneMeasurement here = measureIn(paint(ring), outline, 59, 59);
  const MembraneMeasurement there = measureIn(paint(ring, 260, 170, 93), outline, 170, 93);
  EXPECT_EQ(here.signature, there.signature);
  EXPECT_EQ(here.width_um, there.width_um);
  EXPECT_EQ(here.inner_side_dab_od, there.inner_side_dab_od);
}

TEST(MembraneProfile, CountsSaturateAndNeverWrap) {
  const MembraneMeasurement dark = measure({.od = 3.0});
  EXPECT_EQ(dark.signature.peak[0], 255);
  EXPECT_EQ(dark.signature.contrast[0], 255);
  const MembraneMeasurement bright = measure({.od = 0, .cytoplasm_od = -0.3});
  EXPECT_EQ(bright.signature.peak[0], 0);
  EXPECT_EQ(bright.signature.contrast[0], 0);
}

TEST(MembraneProfile, ACellAtTheTileBorderReadsTheRepeatedBorder) {
  FullResolutionPlanes planes;
  planes.brown.reset(30, 30, {200, 100});
  for (const int centre : {0, 29}) {
    const MembraneMeasurement found = measureIn(planes, roundCell(kRadiusPx), centre, centre);
    for (const std::uint8_t peak : found.signature.peak) EXPECT_EQ(peak, 20);
    for (const std::uint8_t contrast : found.signature.contrast) EXPECT_EQ(contrast, 0);
  }
}

TEST(MembraneOptions, RefuseValuesOutOfRange) {
  const auto refused = [](double MembraneOptions::*field, double value, const char* message) {
    MembraneOptions options;
    options.*field = value;
    expectRefusal([&] { validate(options); }, {message, "is outside"});
  };
  refused(&MembraneOptions::search_um, -0.1, "membrane.search_um = -0.1");
  refused(&MembraneOptions::side_near_um, 2.5, "membrane.side_near_um = 2.5");  // beyond the far side
  refused(&MembraneOptions::side_far_um, 4.5, "membrane.side_far_um = 4.5");
  refused(&MembraneOptions::step_um, 0.05, "membrane.step_um = 0.05");
  refused(&MembraneOptions::change_cost_od, -1, "membrane.change_cost_od = -1");
  refused(&MembraneOptions::fade_um, 6, "membrane.fade_um = 6");
  refused(&MembraneOptions::fade_fraction, 1.5, "membrane.fade_fraction = 1.5");
  refused(&MembraneOptions::brown_gate, 0.6, "membrane.brown_gate = 0.6");
  refused(&MembraneOptions::width_minimum_contrast_od, 0, "membrane.width_minimum_contrast_od = 0");
  EXPECT_NO_THROW(validate(MembraneOptions{}));
}

// The largest profile options allow must fit, too (sanitizers watch).
TEST(MembraneOptions, TheExtremesTheyAllowCanBeMeasured) {
  MembraneOptions options;
  options.step_um = 0.1;
  options.search_um = 2;
  options.side_far_um = 4;
  validate(options);
  EXPECT_EQ(sectorsAbove(measure({.od = 0.5}, options), 0.3), kMembraneSectors);
  options = {};
  options.step_um = 1;
  options.search_um = 0;
  options.side_near_um = options.side_far_um = 1;
  validate(options);
  EXPECT_EQ(sectorsAbove(measure({.od = 0.5}, options), 0.3), kMembraneSectors);
}

}  // namespace
}  // namespace herald
