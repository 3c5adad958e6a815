#include "segmentation/nucleus_centres.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "synthetic_planes.h"

namespace herald {
namespace {

constexpr double kScaleOd = 0.05;
constexpr double kDabCoefficient = 0.3;
constexpr int kWidth = 160;
constexpr int kHeight = 264;

struct Planes {
  Image<std::int16_t> hematoxylin;
  Image<std::int16_t> dab;
};

Planes tissue(std::uint64_t seed = 71) {
  return {texture(kWidth, kHeight, 8, 200, seed), texture(kWidth, kHeight, 4, 400, seed + 1)};
}

// Nuclei of 4 um in rows, some cut by the edges.
Planes nuclei(double density_milli_od = 150) {
  Planes planes{Image<std::int16_t>(kWidth, kHeight, 0), Image<std::int16_t>(kWidth, kHeight, 0)};
  for (int y = 0; y <= kHeight; y += 24)
    for (int x = 0; x <= kWidth; x += 32) addDisc(planes.hematoxylin, x, y, 8, density_milli_od);
  return planes;
}

HeldRows<std::int16_t> held(const Image<std::int16_t>& image, int first, int end) {
  return {image.view().part(0, first, image.width(), end - first), first, end == image.height()};
}

struct Region {
  NucleusCentreRows::Span columns{0, kWidth};
  NucleusCentreRows::Span rows{0, kHeight};
  double scale_od = kScaleOd;
  double dab_coefficient = kDabCoefficient;
};

NucleusCentreRows begun(const Region& region) {
  NucleusCentreRows rows;
  rows.begin(kWidth, region.columns, region.rows, region.scale_od, region.dab_coefficient);
  return rows;
}

Image<std::int8_t> atOnce(const Planes& planes, const Region& region = {}) {
  NucleusCentreRows rows = begun(region);
  Image<std::int8_t> centres(kWidth, kHeight);
  rows.make(held(planes.hematoxylin, 0, kHeight), held(planes.dab, 0, kHeight), centres);
  EXPECT_EQ(rows.rows(), kHeight);
  return centres;
}

TEST(NucleusCentreRows, AreTheSameHoweverRowsComeAndGo) {
  const Planes planes = tissue();
  const Image<std::int8_t> whole = atOnce(planes);
  for (const int step : {8, 40, 104}) {
    NucleusCentreRows rows = begun({});
    Image<std::int8_t> made(kWidth, kHeight);
    for (int end = 0; end < kHeight;) {
      end = std::min(kHeight, end + step);
      const int first = std::max(0, rows.rows() - NucleusCentreRows::reachPx()) / 8 * 8;
      Image<std::int8_t> centres(kWidth, end - first);
      const int before = rows.rows();
      rows.make(held(planes.hematoxylin, first, end), held(planes.dab, first, end), centres);
      for (int y = before; y < rows.rows(); ++y) std::copy_n(centres.row(y - first), kWidth, made.row(y));
    }
    EXPECT_EQ(made.pixels(), whole.pixels()) << step;
  }
}

TEST(NucleusCentreRows, SeeTheMiddleOfNucleiAndOfThoseCutByThePicturesEdge) {
  const Image<std::int8_t> centres = atOnce(nuclei());
  for (int y = 0; y < kHeight; y += 24)
    for (int x = 0; x < kWidth; x += 32) EXPECT_GT(centres.at(x, y), 0) << x << ' ' << y;
  for (int y = 12; y < kHeight - 12; y += 24)
    for (int x = 16; x < kWidth - 16; x += 32) EXPECT_LT(centres.at(x, y), -16) << x << ' ' << y;
}

TEST(NucleusCentreRows, DoNotLookBeyondThePicture) {
  Planes planes = tissue(73);
  const Region region{{5, kWidth - 11}, {3, kHeight - 6}};
  const Image<std::int8_t> before = atOnce(planes, region);
  for (int y = 0; y < kHeight; ++y)
    for (int x = 0; x < kWidth; ++x)
      if (x < 5 || x >= kWidth - 11 || y < 3 || y >= kHeight - 6) planes.hematoxylin.at(x, y) = 900;
  EXPECT_EQ(atOnce(planes, region).pixels(), before.pixels());
}

// Nothing but the ratio of haematoxylin and the slide's scale.
TEST(NucleusCentreRows, DoNotDependOnHowStrongTheCounterstainIs) {
  const Image<std::int8_t> full = atOnce(nuclei(200), {.scale_od = 0.08});
  const Image<std::int8_t> quarter = atOnce(nuclei(50), {.scale_od = 0.02});
  for (std::size_t i = 0; i < full.pixels().size(); ++i)
    ASSERT_NEAR(full.pixels()[i], quarter.pixels()[i], 8) << i;  // whole milli-OD are rounded
}

TEST(NucleusCentreRows, TakeBrownNucleiOfANuclearMarkerForNuclei) {
  Planes planes = nuclei(0);
  for (int y = 0; y <= kHeight; y += 24)
    for (int x = 0; x <= kWidth; x += 32) addDisc(planes.dab, x, y, 8, 600);
  const Image<std::int8_t> marker = atOnce(planes, {.dab_coefficient = 0});
  const Image<std::int8_t> membrane_marker = atOnce(planes);
  EXPECT_GT(marker.at(64, 72), 0);
  EXPECT_LT(membrane_marker.at(64, 72), 0);
}

TEST(NucleusCentreRows, AreCertainWhereTheScaleIsNotKnown) {
  const Image<std::int8_t> centres = atOnce(tissue(), {.scale_od = 0});
  for (const std::int8_t centre : centres.pixels())
    ASSERT_EQ(centre, NucleusCentreRows::kCertain);
}

TEST(NucleusCentreSpan, MirrorsAtItsEnds) {
  const NucleusCentreRows::Span span{3, 10};
  EXPECT_EQ(span.mirrored(3), 3);
  EXPECT_EQ(span.mirrored(9), 9);
  EXPECT_EQ(span.mirrored(2), 3);
  EXPECT_EQ(span.mirrored(0), 5);
  EXPECT_EQ(span.mirrored(10), 9);
  EXPECT_EQ(span.mirrored(12), 7);
  EXPECT_EQ(span.mirrored(-40), 9);
  EXPECT_EQ(span.mirrored(90), 3);
}

TEST(RejectByNet, TakesTheScoreOfOutlinesWithoutANucleusInTheirMiddle) {
  Image<std::int8_t> centres(60, 60, -80);
  centres.at(20, 20) = 16;  // a probability of 0.73
  const std::vector<NucleusSeed> seeds = {{20, 20, 0.1F, 4}, {23, 20, 0.1F, 4}, {24, 20, 0.1F, 4}, {40, 40, 0.1F, 4}};
  const auto scores = [&](double probability) {
    NucleusOptions options;
    options.minimum_centre_probability = probability;
    std::vector<OutlinedNucleus> outlined(seeds.size());
    for (OutlinedNucleus& nucleus : outlined) nucleus = {roundNucleus(4), 0.05F};
    rejectByNet(centres, seeds, 0.5, options, outlined);
    std::vector<bool> kept;
    for (const OutlinedNucleus& nucleus : outlined) kept.push_back(nucleus.score_od > 0);
    return kept;
  };
  EXPECT_EQ(scores(0.5), (std::vector<bool>{true, true, false, false}));  // 3 pixels are 1.5 um
  EXPECT_EQ(scores(0.8), (std::vector<bool>{false, false, false, false}));
  EXPECT_EQ(scores(0.0), (std::vector<bool>{true, true, true, true}));
}

}  // namespace
}  // namespace herald
