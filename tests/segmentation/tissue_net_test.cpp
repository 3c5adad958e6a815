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

Image<std::int8_t> logitsOf(ImageView<std::int16_t> hematoxylin, ImageView<std::int16_t> dab, int scale = kScale) {
  TissueNetScratch scratch;
  Image<std::int8_t> logits;
  evaluateTissueNet(hematoxylin, dab, TissueNetEncoding(scale), scratch, logits);
  return logits;
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
  ASSERT_EQ(planes.detail.width(), kReferenceWidth);
  ASSERT_EQ(planes.detail.height(), kReferenceHeight);
  NucleusNetInput input;
  TissueNetEncoding(kReferenceScale).encode(planes, input);
  ASSERT_EQ(input.hematoxylin.width(), kReferenceLogitsWidth);
  for (int y = 0; y < kReferenceHeight; ++y) {
    for (int x = 0; x < kReferenceWidth; ++x) {
      EXPECT_EQ(input.hematoxylin.at(x, y), kReferenceDetail[y * kReferenceWidth + x]);
      EXPECT_EQ(input.dab.at(x, y), kReferenceContext[y * kReferenceWidth + x]);
    }
  }
  EXPECT_EQ(logitsOf(picture.hematoxylin, picture.dab, kReferenceScale).pixels(),
            std::vector<std::int8_t>(std::begin(kReferenceLogits), std::end(kReferenceLogits)));
}

TEST(TissuePlanes, AreTheFormulaPixelByPixel) {
  const Image<std::int16_t> hematoxylin = texture(46, 34, 5, 300, 21);
  const Image<std::int16_t> dab = texture(46, 34, 3, 600, 22);
  const TissuePlanes planes = planesOf(hematoxylin, dab);
  Image<double> h(23, 17);
  Image<double> weight(23, 17);
  for (int y = 0; y < 17; ++y) {
    for (int x = 0; x < 23; ++x) {
      const auto mean = [&](const Image<std::int16_t>& of) {
        return std::floor((of.at(2 * x, 2 * y) + of.at(2 * x + 1, 2 * y) + of.at(2 * x, 2 * y + 1) +
                           of.at(2 * x + 1, 2 * y + 1) + 2) /
                          4.0);
      };
      const double d = std::max(0.0, mean(dab));
      h.at(x, y) = mean(hematoxylin);
      weight.at(x, y) = std::max(1.0, std::round(256 / (1 + d * d / 2500)));
    }
  }
  Image<double> detail(23, 17);
  for (int y = 0; y < 17; ++y) {
    for (int x = 0; x < 23; ++x) {
      const double share = weight.at(x, y) / 256;
      detail.at(x, y) = share * h.at(x, y) + (1 - share) * weightedMean(h, weight, x, y, 5);
      EXPECT_NEAR(planes.detail.at(x, y), detail.at(x, y), 2) << x << ' ' << y;
    }
  }
  const Image<double> ones(23, 17, 1.0);
  for (int y = 0; y < 17; ++y)
    for (int x = 0; x < 23; ++x) EXPECT_NEAR(planes.context.at(x, y), weightedMean(detail, ones, x, y, 15), 2);
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
    EXPECT_LE(farthest, 20) << milli_od << ": of nuclei of 150";
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
      ASSERT_EQ(part.at(x, y), whole.at(x + static_cast<int>(window.x) / 2, y + static_cast<int>(window.y) / 2));
  }
  EXPECT_GT(compared, 2000);
}

TEST(TissueNet, AnEmptyWindowHasNoLogits) {
  EXPECT_TRUE(logitsOf(none(0, 0), none(0, 0)).pixels().empty());
}

TEST(TissueNet, RefusesPlanesOfTwoSizesAndAScaleOutOfRange) {
  expectRefusal([] { (void)planesOf(none(8, 8), none(8, 10)); }, {"tissue net", "one size"});
  expectRefusal([] { (void)TissueNetEncoding(3); }, {"haematoxylin scale"});
}

TEST(TissueLogitAt, IsTheMeanWithinThreeMicrometres) {
  Image<std::int8_t> logits(20, 20, -16);
  logits.at(10, 10) = 32;
  EXPECT_NEAR(static_cast<double>(tissueLogitAt(logits, 3.5, 3.5, 0.5)), -1, 1e-6);
  // 29 pixel centres lie within 3 pixels of one.
  EXPECT_NEAR(static_cast<double>(tissueLogitAt(logits, 10.5, 10.5, 0.5)), (2.0 - 28) / 29, 1e-6);
  EXPECT_NEAR(static_cast<double>(tissueLogitAt(logits, 10.5, 14, 0.5)), -1, 1e-6);
  EXPECT_NEAR(static_cast<double>(tissueLogitAt(logits, -5, 40, 0.5)), -1, 1e-6) << "beyond the border the nearest";
}

}  // namespace
}  // namespace herald
