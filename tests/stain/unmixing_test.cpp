#include "stain/unmixing.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "../support/expect_refusal.h"
#include "../support/seeded_random.h"
#include "stain/optical_density.h"

namespace herald {
namespace {

const BackgroundLight kLight{{238, 240, 245}, "configured"};

Image<Rgb8> randomColours(int width, int height, std::uint64_t seed) {
  SeededRandom random(seed);
  Image<Rgb8> image(width, height);
  const auto level = [&] { return static_cast<std::uint8_t>(random.integer(0, 255)); };
  for (Rgb8& pixel : image.pixels()) pixel = {level(), level(), level()};
  return image;
}

TEST(UnmixingTables, FullPlanesEqualTheFormulaWithinOneCount) {
  const StainMatrix stains;
  const Image<Rgb8> image = randomColours(61, 47, 3);
  FullResolutionPlanes planes;
  UnmixingTables(kLight, stains, 2).unmixFull(image, planes);
  ASSERT_EQ(planes.brown.width(), 61);
  ASSERT_EQ(planes.brown.height(), 47);
  for (int y = 0; y < 47; ++y) {
    for (int x = 0; x < 61; ++x) {
      const Eigen::Vector3d od = opticalDensity(image.at(x, y), kLight.rgb);
      EXPECT_NEAR(planes.brown.at(x, y).dab, stains.unmix(od).y() * kMilliOd, 1.0);
      EXPECT_NEAR(planes.brown.at(x, y).blue_minus_red, (od[2] - od[0]) * kMilliOd, 1.0);
    }
  }
}

// What the tables give of one colour or block, without vectors and shared look-ups.
std::int16_t plainly(const std::array<double, 3>& weights, const std::array<int, 3>& sums, int block) {
  std::int32_t total = 0;
  for (std::size_t c = 0; c < 3; ++c) {
    const double od = opticalDensity(static_cast<double>(sums[c]) / block, kLight.rgb[c]);
    total += static_cast<std::int32_t>(std::lround(weights[c] * od * kMilliOd * 256));
  }
  return static_cast<std::int16_t>(std::clamp((total + 128) >> 8, -32768, 32767));
}

std::array<double, 3> weightsOf(const StainMatrix& stains, int stain) {
  return {stains.unmixing()(stain, 0), stains.unmixing()(stain, 1), stains.unmixing()(stain, 2)};
}

// Widths beyond one stretch of the rows, with and without a rest.
TEST(UnmixingTables, FullPlanesAreTheRoundedSumsOfTheirTables) {
  const StainMatrix stains;
  for (const int width : {1, 3, 256, 777}) {
    const Image<Rgb8> image = randomColours(width, 5, 6);
    FullResolutionPlanes planes;
    UnmixingTables(kLight, stains, 2).unmixFull(image, planes);
    for (std::size_t i = 0; i < image.pixels().size(); ++i) {
      const Rgb8 p = image.pixels()[i];
      ASSERT_EQ(planes.brown.pixels()[i].dab, plainly(weightsOf(stains, 1), {p.r, p.g, p.b}, 1)) << width;
      ASSERT_EQ(planes.brown.pixels()[i].blue_minus_red, plainly({-1, 0, 1}, {p.r, p.g, p.b}, 1)) << width;
    }
  }
}

TEST(UnmixingTables, AnalysisPlanesAreTheRoundedSumsOfTheirTables) {
  const StainMatrix stains;
  for (const auto& [k, width] : {std::pair{1, 300}, {2, 1}, {2, 128}, {2, 301}, {3, 200}, {8, 70}}) {
    const Image<Rgb8> image = randomColours(k * width, k * 3, 7);
    AnalysisPlanes planes;
    UnmixingTables(kLight, stains, k).unmixAnalysis(image, planes);
    for (int i = 0; i < width * 3; ++i) {
      std::array<int, 3> sums{};
      for (int j = 0; j < k * k; ++j) {
        const Rgb8 p = image.at(i % width * k + j % k, i / width * k + j / k);
        sums = {sums[0] + p.r, sums[1] + p.g, sums[2] + p.b};
      }
      const auto at = static_cast<std::size_t>(i);
      ASSERT_EQ(planes.hematoxylin.pixels()[at], plainly(weightsOf(stains, 0), sums, k * k)) << k << " " << width;
      ASSERT_EQ(planes.dab.pixels()[at], plainly(weightsOf(stains, 1), sums, k * k)) << k << " " << width;
      ASSERT_EQ(planes.mean_od.pixels()[at], plainly({1.0 / 3, 1.0 / 3, 1.0 / 3}, sums, k * k)) << k << " " << width;
    }
  }
}

TEST(UnmixingTables, AnalysisPlanesEqualTheFormulaOfTheMeanColour) {
  const StainMatrix stains;
  for (const int k : {1, 2, 3, 8}) {
    const Image<Rgb8> image = randomColours(k * 9, k * 7, 4);
    AnalysisPlanes planes;
    UnmixingTables(kLight, stains, k).unmixAnalysis(image, planes);
    ASSERT_EQ(planes.dab.width(), 9);
    ASSERT_EQ(planes.mean_od.height(), 7);
    for (int y = 0; y < 7; ++y) {
      for (int x = 0; x < 9; ++x) {
        Eigen::Vector3d sum{0, 0, 0};
        for (int i = 0; i < k * k; ++i) {
          const Rgb8 p = image.at(x * k + i % k, y * k + i / k);
          sum += Eigen::Vector3d(p.r, p.g, p.b);
        }
        Eigen::Vector3d od;
        for (int c = 0; c < 3; ++c) {
          od[c] = opticalDensity(sum[c] / (k * k), kLight.rgb[static_cast<std::size_t>(c)]);
        }
        const Eigen::Vector3d amounts = stains.unmix(od);
        EXPECT_NEAR(planes.hematoxylin.at(x, y), amounts.x() * kMilliOd, 1.0);
        EXPECT_NEAR(planes.dab.at(x, y), amounts.y() * kMilliOd, 1.0);
        EXPECT_NEAR(planes.mean_od.at(x, y), od.mean() * kMilliOd, 1.0);
      }
    }
  }
}

TEST(UnmixingTables, FindTheAmountsACleanColourWasMixedFrom) {
  const StainMatrix stains;
  for (const double h : {0.0, 0.2, 0.6}) {
    for (const double d : {0.0, 0.1, 0.5}) {
      const Image<Rgb8> image(2, 2, colourOf(stains.mix({h, d, 0}), kLight.rgb));
      AnalysisPlanes planes;
      UnmixingTables(kLight, stains, 2).unmixAnalysis(image, planes);
      EXPECT_NEAR(planes.hematoxylin.at(0, 0), h * kMilliOd, 15);  // colours are whole numbers
      EXPECT_NEAR(planes.dab.at(0, 0), d * kMilliOd, 15);
    }
  }
}

TEST(UnmixingTables, GlassIsZeroAndBrighterThanGlassIsNegative) {
  Image<Rgb8> image(2, 1);
  image.at(0, 0) = {238, 240, 245};
  image.at(1, 0) = {250, 250, 255};
  AnalysisPlanes planes;
  UnmixingTables(kLight, StainMatrix(), 1).unmixAnalysis(image, planes);
  EXPECT_EQ(planes.mean_od.at(0, 0), 0);
  EXPECT_LT(planes.mean_od.at(1, 0), 0);
}

TEST(UnmixingTables, BlueLessRedTellsBrownFromGreyAndBlue) {
  const StainMatrix stains;
  Image<Rgb8> image(3, 1);
  image.at(0, 0) = colourOf(0.8 * stains.dab(), kLight.rgb);
  image.at(1, 0) = colourOf({0.4, 0.4, 0.4}, kLight.rgb);
  image.at(2, 0) = colourOf(0.8 * stains.hematoxylin(), kLight.rgb);
  FullResolutionPlanes planes;
  UnmixingTables(kLight, stains, 1).unmixFull(image, planes);
  EXPECT_NEAR(planes.brown.at(0, 0).blue_minus_red, 0.8 * 510, 20);
  EXPECT_NEAR(planes.brown.at(1, 0).blue_minus_red, 0, 10);
  EXPECT_LT(planes.brown.at(2, 0).blue_minus_red, -200);
}

TEST(UnmixingTables, APixelDependsOnItsOwnColourAlone) {
  const Image<Rgb8> image = randomColours(40, 30, 5);
  const UnmixingTables tables(kLight, StainMatrix(), 2);
  FullResolutionPlanes whole;
  FullResolutionPlanes part;
  tables.unmixFull(image, whole);
  tables.unmixFull({image.row(7) + 11, 20, 12, 40}, part);
  for (int y = 0; y < 12; ++y) {
    for (int x = 0; x < 20; ++x) EXPECT_EQ(part.brown.at(x, y), whole.brown.at(x + 11, y + 7));
  }
}

TEST(UnmixingTables, PlanesPutTogetherOfPartsAreThoseOfTheWhole) {
  const Image<Rgb8> image = randomColours(40, 30, 5);
  const UnmixingTables tables(kLight, StainMatrix(), 2);
  FullResolutionPlanes whole;
  FullResolutionPlanes parts;
  AnalysisPlanes analysis;
  AnalysisPlanes analysis_parts;
  tables.unmixFull(image, whole);
  tables.unmixAnalysis(image, analysis);
  parts.resize(40, 30);
  analysis_parts.resize(20, 15);
  for (const PixelRect& part : {PixelRect{0, 0, 14, 8}, {14, 0, 26, 8}, {0, 8, 2, 22}, {2, 8, 38, 22}}) {
    const int x = static_cast<int>(part.x);
    const int y = static_cast<int>(part.y);
    const auto colours = image.view().part(x, y, static_cast<int>(part.width), static_cast<int>(part.height));
    tables.unmixFull(colours, x, y, parts);
    tables.unmixAnalysis(colours, x / 2, y / 2, analysis_parts);
  }
  EXPECT_EQ(parts.brown.pixels(), whole.brown.pixels());
  EXPECT_EQ(analysis_parts.hematoxylin.pixels(), analysis.hematoxylin.pixels());
  EXPECT_EQ(analysis_parts.dab.pixels(), analysis.dab.pixels());
  EXPECT_EQ(analysis_parts.mean_od.pixels(), analysis.mean_od.pixels());
}

TEST(UnmixingTables, EmptyImagesGiveEmptyPlanes) {
  const UnmixingTables tables(kLight, StainMatrix(), 2);
  FullResolutionPlanes full;
  AnalysisPlanes analysis;
  tables.unmixFull(Image<Rgb8>().view(), full);
  tables.unmixAnalysis(Image<Rgb8>().view(), analysis);
  EXPECT_TRUE(full.brown.empty());
  EXPECT_TRUE(analysis.hematoxylin.empty());
}

TEST(UnmixingTables, RefuseBadSizesAndBackgrounds) {
  for (const int k : {0, -1, 9}) {
    expectRefusal([&] { (void)UnmixingTables(kLight, StainMatrix(), k); }, {"downsample", "1-8"});
  }
  expectRefusal([] { (void)UnmixingTables({{240, 0, 240}, ""}, StainMatrix(), 2); }, {"background", "(0, 255]"});
  const UnmixingTables tables(kLight, StainMatrix(), 2);
  AnalysisPlanes planes;
  expectRefusal([&] { tables.unmixAnalysis(Image<Rgb8>(5, 4).view(), planes); }, {"multiple", "downsample"});
  expectRefusal([&] { tables.unmixAnalysis(Image<Rgb8>(4, 5).view(), planes); }, {"multiple", "downsample"});
}

}  // namespace
}  // namespace herald
