// Painted artefacts of known place and kind, and what must not be taken for one.
#include "stain/artefacts.h"

#include <gtest/gtest.h>

#include <Eigen/Geometry>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>

#include "../support/expect_refusal.h"
#include "../support/seeded_random.h"
#include "stain/optical_density.h"
#include "stain/tissue_mask.h"

namespace herald {
namespace {

const BackgroundLight kLight{{240, 240, 245}, "glass"};
const PixelSize kPixelSize{0.25};
constexpr double kDownsample = 16;  // 4 um a pixel of the picture

using Inside = std::function<bool(int, int)>;

void paint(Image<Rgb8>& picture, Rgb8 colour, const Inside& inside) {
  for (int y = 0; y < picture.height(); ++y)
    for (int x = 0; x < picture.width(); ++x)
      if (inside(x, y)) picture.at(x, y) = colour;
}

// A block of tissue with glass all round: pixels of mixed stain whose amounts vary by a third.
Image<Rgb8> tissuePicture(int width, int height, double hematoxylin = 0.10, double dab = 0.06) {
  Image<Rgb8> picture(width, height, {240, 240, 245});
  SeededRandom random(7);
  for (int y = 20; y < height - 20; ++y) {
    for (int x = 20; x < width - 20; ++x) {
      const double h = hematoxylin * random.between(0.67, 1.33);
      const double d = dab * random.between(0.67, 1.33);
      picture.at(x, y) = colourOf(StainMatrix().mix({h, d, 0}), kLight.rgb);
    }
  }
  return picture;
}

TissueMask marked(const Image<Rgb8>& picture, const ArtefactOptions& options = {}) {
  TissueMask tissue = findTissue(picture, kDownsample, kPixelSize, kLight, {});
  const double fold_od = foldDensity(picture, tissue, kPixelSize, kLight, options).value_or(0);
  markArtefacts(picture, kPixelSize, kLight, fold_od, options, tissue);
  return tissue;
}

double areaPx(const TissueMask& mask, TissueClass kind) {
  return static_cast<double>(std::count(mask.classes.pixels().begin(), mask.classes.pixels().end(), kind));
}

// All classes that hide tissue.
double hiddenPx(const TissueMask& mask) {
  double sum = 0;
  for (int i = 0; i < kTissueClasses; ++i) {
    const auto kind = static_cast<TissueClass>(i);
    if (isSearched(kind) && kind != TissueClass::kTissue) sum += areaPx(mask, kind);
  }
  return sum;
}

// Share of `inside` that has the kind.
double coverage(const TissueMask& mask, TissueClass kind, const Inside& inside) {
  double all = 0;
  double found = 0;
  for (int y = 0; y < mask.classes.height(); ++y) {
    for (int x = 0; x < mask.classes.width(); ++x) {
      if (!inside(x, y)) continue;
      ++all;
      found += mask.classes.at(x, y) == kind ? 1 : 0;
    }
  }
  return found / all;
}

TEST(Artefacts, FindPenOfFourColoursOnTissueAndOnGlass) {
  const auto stroke = [](int x, int y) { return std::abs(y - 60 - x / 4) <= 6; };
  for (const Rgb8 ink : {Rgb8{25, 25, 30}, Rgb8{30, 60, 180}, Rgb8{20, 130, 80}, Rgb8{200, 30, 50}}) {
    SCOPED_TRACE(std::to_string(ink.r) + " " + std::to_string(ink.g) + " " + std::to_string(ink.b));
    Image<Rgb8> picture = tissuePicture(200, 160);
    paint(picture, ink, stroke);
    const TissueMask mask = marked(picture);
    EXPECT_GE(coverage(mask, TissueClass::kPen, stroke), 0.99);
    EXPECT_LE(areaPx(mask, TissueClass::kPen), 1.45 * 13 * 200);
    EXPECT_EQ(hiddenPx(mask), areaPx(mask, TissueClass::kPen));
  }
}

TEST(Artefacts, TakeNoStainForInkHoweverDenseAndTurnedByFiveDegrees) {
  const Eigen::Vector3d axis = Eigen::Vector3d::Ones().normalized();
  for (const double degrees : {-5.0, 0.0, 5.0}) {
    const Eigen::AngleAxisd turn(degrees * 3.14159265358979 / 180, axis);
    for (const auto& [h, d] : {std::array{0.9, 0.0}, {0.5, 0.2}, {0.3, 0.6}, {0.1, 1.2}, {0.0, 0.9}}) {
      SCOPED_TRACE(std::to_string(degrees) + " " + std::to_string(h) + " " + std::to_string(d));
      Image<Rgb8> picture(120, 120, {240, 240, 245});
      const Eigen::Vector3d od = turn * StainMatrix().mix({h, d, 0});
      paint(picture, colourOf(od, kLight.rgb), [](int x, int y) { return std::hypot(x - 60, y - 60) < 40; });
      EXPECT_EQ(hiddenPx(marked(picture)), 0);
    }
  }
}

TEST(Artefacts, FindALakeOfRedCells) {
  const auto disc = [](int x, int y) { return std::hypot(x - 100, y - 80) <= 15; };
  Image<Rgb8> picture = tissuePicture(200, 160);
  paint(picture, {205, 120, 110}, disc);
  const TissueMask mask = marked(picture);
  EXPECT_GE(coverage(mask, TissueClass::kRedCells, disc), 0.9);
  EXPECT_EQ(areaPx(mask, TissueClass::kPen), 0);
}

TEST(Artefacts, FindBlackSpecksAsDust) {
  Image<Rgb8> picture = tissuePicture(200, 160);
  const auto specks = [](int x, int y) { return std::hypot(x % 50 - 25, y % 50 - 25) <= 4 && y > 30 && y < 130; };
  paint(picture, {40, 40, 42}, specks);
  const TissueMask mask = marked(picture);
  EXPECT_GE(coverage(mask, TissueClass::kDust, specks), 0.7);
  EXPECT_LE(areaPx(mask, TissueClass::kDust), 12 * 100);
  EXPECT_EQ(areaPx(mask, TissueClass::kPen), 0);
}

TEST(Artefacts, FindAFoldAsABandOfThreeLayers) {
  const auto band = [](int x, int y) { return std::abs(x - 150) <= 10 && y >= 20 && y < 180; };
  Image<Rgb8> picture = tissuePicture(300, 200);
  for (int y = 0; y < 200; ++y) {
    for (int x = 0; x < 300; ++x) {
      if (band(x, y)) picture.at(x, y) = colourOf(3.0 * opticalDensity(picture.at(x, y), kLight.rgb), kLight.rgb);
    }
  }
  const TissueMask mask = marked(picture);
  EXPECT_GE(coverage(mask, TissueClass::kFold, band), 0.8);
  EXPECT_LE(areaPx(mask, TissueClass::kFold), 1.2 * 21 * 160);
  EXPECT_EQ(hiddenPx(mask), areaPx(mask, TissueClass::kFold));
}

TEST(Artefacts, TakeNoDarkRoundPatchForAFold) {
  Image<Rgb8> picture = tissuePicture(300, 200);
  for (int y = 0; y < 200; ++y) {
    for (int x = 0; x < 300; ++x) {
      if (std::hypot(x - 150, y - 100) > 30) continue;
      picture.at(x, y) = colourOf(3.0 * opticalDensity(picture.at(x, y), kLight.rgb), kLight.rgb);
    }
  }
  EXPECT_EQ(hiddenPx(marked(picture)), 0);
}

TEST(Artefacts, FindTheCoverslipsEdgeAndWhatLiesBeyond) {
  Image<Rgb8> picture = tissuePicture(600, 240);
  paint(picture, {120, 118, 115}, [](int x, int y) { return y == 30 + x / 40; });
  paint(picture, {205, 205, 205}, [](int x, int y) { return y < 25 + x / 40; });
  const TissueMask mask = marked(picture);
  EXPECT_GE(coverage(mask, TissueClass::kCoverslipEdge, [](int x, int y) { return y < 25 + x / 40; }), 0.95);
  EXPECT_LE(areaPx(mask, TissueClass::kCoverslipEdge), 1.25 * 600 * 38);
}

TEST(Artefacts, LoseNoCleanTissueOfAnyStain) {
  for (const double h : {0.03, 0.1, 0.3})
    for (const double d : {0.0, 0.1, 0.6})
      EXPECT_EQ(hiddenPx(marked(tissuePicture(160, 160, h, d))), 0) << h << ' ' << d;
}

TEST(Artefacts, LeaveEmptyPicturesAsTheyAre) {
  EXPECT_TRUE(marked(Image<Rgb8>()).classes.empty());
  EXPECT_EQ(hiddenPx(marked(Image<Rgb8>(3, 2, {240, 240, 245}))), 0);
  EXPECT_EQ(
      foldDensity(Image<Rgb8>(3, 2, {240, 240, 245}),
                  findTissue(Image<Rgb8>(3, 2, {240, 240, 245}), 16, kPixelSize, kLight, {}), kPixelSize, kLight, {}),
      std::nullopt);
}

TEST(Artefacts, RefuseMasksOfAnotherSizeAndOptionsOutOfRange) {
  TissueMask mask;
  EXPECT_THROW(markArtefacts(Image<Rgb8>(3, 2), kPixelSize, kLight, 0, {}, mask), std::invalid_argument);
  ArtefactOptions options;
  options.fold_ratio = 0.5;
  expectRefusal([&] { validate(options); }, {"artefact.fold_ratio = 0.5 is outside 1 to 100"});
}

TEST(Artefacts, FoundInAPictureOfAnotherSizeAreRefused) {
  const Image<Rgb8> picture = tissuePicture(200, 160);
  TissueMask tissue = findTissue(picture, kDownsample, kPixelSize, kLight, {});
  const ArtefactFindings found =
      findArtefacts(tissuePicture(160, 200), kDownsample, kPixelSize, kLight, ArtefactOptions());
  EXPECT_THROW(markArtefacts(found, picture, kPixelSize, kLight, 0, {}, tissue), std::invalid_argument);
}

}  // namespace
}  // namespace herald
