#include "segmentation/tissue_net.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <iterator>

#include "../support/expect_refusal.h"
#include "reference_planes.h"
#include "synthetic_planes.h"

namespace herald {
namespace {

#include "tissue_net_reference.inc"

constexpr int kScale = 60;

TissuePlanes planesOf(ImageView<std::int16_t> hematoxylin, ImageView<std::int16_t> dab) {
  TissuePlanesScratch scratch;
  TissuePlanes planes;
  makeTissuePlanes(hematoxylin, dab, scratch, planes);
  return planes;
}

TissueMaps mapsOf(ImageView<std::int16_t> hematoxylin, ImageView<std::int16_t> dab, int scale = kScale) {
  TissueNetScratch scratch;
  TissueMaps maps;
  evaluateTissueNet(hematoxylin, dab, TissueNetEncoding(scale), scratch, maps);
  return maps;
}

// Of epithelium.
Image<std::int8_t> logitsOf(ImageView<std::int16_t> hematoxylin, ImageView<std::int16_t> dab, int scale = kScale) {
  return mapsOf(hematoxylin, dab, scale)[0];
}

Image<std::int16_t> none(int width, int height) {
  return {width, height};
}

// Sum over the neighbours of a pixel with weights that fall by one a pixel, as it is written down.
double weightedMean(const Image<double>& value, const Image<double>& weight, int x, int y, int box) {
  double sum = 0;
  double total = 0;
  for (int dy = 1 - box; dy < box; ++dy) {
    for (int dx = 1 - box; dx < box; ++dx) {
      if (!value.contains(x + dx, y + dy)) continue;
      const double w = (box - std::abs(dx)) * (box - std::abs(dy)) * weight.at(x + dx, y + dy);
      sum += w * value.at(x + dx, y + dy);
      total += w;
    }
  }
  return sum / total;
}

TEST(TissueNet, GivesWhatTheTrainingScriptGives) {
  const ReferencePlanes picture;
  const TissuePlanes planes = planesOf(picture.hematoxylin, picture.dab);
  TissueNetInput input;
  TissueNetEncoding(kReferenceScale).encode(planes, input);
  const auto expectTop = [](const Image<std::int8_t>& bytes, int width, int height, const std::int8_t* expected) {
    for (int y = 0; y < height; ++y)
      for (int x = 0; x < width; ++x) ASSERT_EQ(bytes.at(x, y), expected[y * width + x]) << x << ' ' << y;
  };
  expectTop(input.detail, ReferencePlanes::kWidth, ReferencePlanes::kHeight, std::begin(kReferenceDetail));
  expectTop(input.context, ReferencePlanes::kWidth / 2, ReferencePlanes::kHeight / 2, std::begin(kReferenceContext));
  const std::int8_t* expected = std::begin(kReferenceLogits);
  for (const Image<std::int8_t>& map : mapsOf(picture.hematoxylin, picture.dab, kReferenceScale)) {
    EXPECT_EQ(map.pixels(), std::vector<std::int8_t>(expected, expected + map.pixels().size()));
    expected += map.pixels().size();
  }
  EXPECT_EQ(expected, std::end(kReferenceLogits));
}

TEST(TissuePlanes, AreTheFormulaPixelByPixel) {
  const Image<std::int16_t> hematoxylin = texture(46, 34, 5, 300, 21);
  const Image<std::int16_t> dab = texture(46, 34, 3, 600, 22);
  const TissuePlanes planes = planesOf(hematoxylin, dab);
  const auto weight = [&](int x, int y) {
    const double d = std::max(0, dab.at(x, y) - std::max<int>(0, hematoxylin.at(x, y)) / 8);
    return std::max(1.0, std::round(256 / (1 + d * d / 3600)));
  };
  Image<double> sums(23, 17);
  Image<double> weights(23, 17);
  for (int y = 0; y < 34; ++y) {
    for (int x = 0; x < 46; ++x) {
      weights.at(x / 2, y / 2) += weight(x, y) / 4;
      sums.at(x / 2, y / 2) += weight(x, y) * hematoxylin.at(x, y) / 4;
    }
  }
  Image<double> means(23, 17);
  for (std::size_t i = 0; i < means.pixels().size(); ++i) means.pixels()[i] = sums.pixels()[i] / weights.pixels()[i];
  Image<double> halved(23, 17);
  for (int y = 0; y < 34; ++y) {
    for (int x = 0; x < 46; ++x) {
      const double share = weight(x, y) / 256;
      const double detail = share * hematoxylin.at(x, y) + (1 - share) * weightedMean(means, weights, x / 2, y / 2, 5);
      EXPECT_NEAR(planes.detail.at(x, y), detail, 2.5) << x << ' ' << y;
      halved.at(x / 2, y / 2) += detail / 4;
    }
  }
  const Image<double> ones(23, 17, 1.0);
  for (int y = 0; y < 17; ++y)
    for (int x = 0; x < 23; ++x) EXPECT_NEAR(planes.context.at(x, y), weightedMean(halved, ones, x, y, 15), 2.5);
}

// Nuclei of 4 um, 12 um apart, each in a square of DAB of `milli_od`, which stains haematoxylin too.
struct Lattice {
  Image<std::int16_t> hematoxylin = none(192, 192);
  Image<std::int16_t> dab = none(192, 192);

  explicit Lattice(int milli_od) {
    for (int y = 12; y < 192; y += 24)
      for (int x = 12; x < 192; x += 24) addDisc(hematoxylin, x, y, 7, 150);
    for (int y = 0; y < 192; ++y) {
      for (int x = 0; x < 192; ++x) {
        if (x % 24 > 1 && y % 24 > 1) continue;
        dab.at(x, y) = static_cast<std::int16_t>(milli_od);
        hematoxylin.at(x, y) = static_cast<std::int16_t>(hematoxylin.at(x, y) + milli_od / 8);
      }
    }
  }
};

TEST(TissueNet, DoesNotSeeMembranes) {
  const Lattice plain(0);
  const TissuePlanes unstained = planesOf(plain.hematoxylin, plain.dab);
  const Image<std::int8_t> expected = logitsOf(plain.hematoxylin, plain.dab);
  for (const int milli_od : {100, 400, 1500}) {
    const Lattice stained(milli_od);
    const TissuePlanes planes = planesOf(stained.hematoxylin, stained.dab);
    int farthest = 0;
    for (std::size_t i = 0; i < planes.detail.pixels().size(); ++i)
      farthest = std::max(farthest, std::abs(planes.detail.pixels()[i] - unstained.detail.pixels()[i]));
    EXPECT_LE(farthest, 40) << milli_od << ": of nuclei of 150";
    const Image<std::int8_t> logits = logitsOf(stained.hematoxylin, stained.dab);
    double apart = 0;
    for (std::size_t i = 0; i < logits.pixels().size(); ++i)
      apart += std::abs(logits.pixels()[i] - expected.pixels()[i]) / 16.0;
    EXPECT_LE(apart / static_cast<double>(logits.pixels().size()), 0.5) << milli_od << ": mean of log odds";
  }
}

TEST(TissueNet, HematoxylinAndItsScaleTimesAFactorGiveNearlyTheSame) {
  const Image<std::int16_t> plain = texture(160, 160, 6, 200, 31);
  Image<std::int16_t> strong = plain;
  for (std::int16_t& od : strong.pixels()) od = static_cast<std::int16_t>(4 * od);
  const Image<std::int8_t> a = logitsOf(plain, none(160, 160), 50);
  const Image<std::int8_t> b = logitsOf(strong, none(160, 160), 200);
  double apart = 0;
  for (std::size_t i = 0; i < a.pixels().size(); ++i) apart += std::abs(a.pixels()[i] - b.pixels()[i]) / 16.0;
  EXPECT_LE(apart / static_cast<double>(a.pixels().size()), 0.3);
}

TEST(TissueNet, AWindowOnTheGridGivesTheSameFarFromItsEdges) {
  const Image<std::int16_t> hematoxylin = texture(480, 448, 7, 250, 41);
  const Image<std::int16_t> dab = texture(480, 448, 4, 300, 42);
  const Image<std::int8_t> whole = logitsOf(hematoxylin, dab);
  const PixelRect window{64, 48, 352, 320};
  const auto cut = [&](const Image<std::int16_t>& of) {
    return of.view().part(static_cast<int>(window.x), static_cast<int>(window.y), static_cast<int>(window.width),
                          static_cast<int>(window.height));
  };
  const Image<std::int8_t> part = logitsOf(cut(hematoxylin), cut(dab));
  constexpr int kMargin = kTissueNetMarginPx / kTissueGridPx;
  int compared = 0;
  for (int y = kMargin; y < part.height() - kMargin; ++y) {
    for (int x = kMargin; x < part.width() - kMargin; ++x, ++compared)
      ASSERT_EQ(part.at(x, y), whole.at(x + static_cast<int>(window.x) / kTissueGridPx,
                                        y + static_cast<int>(window.y) / kTissueGridPx));
  }
  EXPECT_GT(compared, 300);
}

TEST(TissueNet, AnEmptyWindowHasNoLogits) {
  EXPECT_TRUE(logitsOf(none(0, 0), none(0, 0)).pixels().empty());
}

TEST(TissueNet, RefusesPlanesOfTwoSizesAndAScaleOutOfRange) {
  expectRefusal([] { (void)planesOf(none(8, 8), none(8, 10)); }, {"tissue net", "one size"});
  expectRefusal([] { (void)planesOf(none(8, 9), none(8, 9)); }, {"tissue net", "even"});
  expectRefusal([] { (void)TissueNetEncoding(3); }, {"haematoxylin scale"});
}

TEST(TissueLogitAt, IsTheMeanWithinThreeMicrometres) {
  Image<std::int8_t> map(20, 20, -16);
  map.at(10, 10) = 32;
  const auto at = [&](double x, double y) { return static_cast<double>(tissueLogitAt(map, x, y, 0.5)); };
  EXPECT_NEAR(at(3.5, 3.5), -1, 1e-6);
  EXPECT_NEAR(at(10.5, 10.5), (2.0 - 8) / 9, 1e-6) << "9 pixel centres lie within 1.5 pixels of one";
  EXPECT_NEAR(at(10.5, 12.2), -1, 1e-6);
  EXPECT_NEAR(at(-5, 40), -1, 1e-6) << "beyond the border the nearest";
}

}  // namespace
}  // namespace herald
