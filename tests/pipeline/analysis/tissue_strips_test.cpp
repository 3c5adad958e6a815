#include "pipeline/analysis/tissue_strips.h"

#include <gtest/gtest.h>

#include <vector>

#include "tests/support/round_tissue.h"

namespace herald {
namespace {

SlideLevel slideOf(int width, int height) {
  SlideLevel level;
  level.width = width;
  level.height = height;
  return level;
}

TEST(TissueStrips, CoverEveryTissuePixelOnceAndNothingOutsideTheSlide) {
  const SlideLevel slide = slideOf(120 * 16 - 5, 90 * 16 - 9);
  for (std::uint64_t seed = 1; seed < 8; ++seed) {
    for (const double origin : {0.0, -7.3}) {
      const TissueMask mask = roundTissue(120, 90, seed, 9, origin);
      for (const StripOptions& options : {StripOptions{256, 512, 64}, {300, 4000, 200}, {5000, 100, 1}}) {
        const auto strips = tissueStrips(slide, mask, options);
        Image<std::uint8_t> covered(static_cast<int>(slide.width), static_cast<int>(slide.height));
        for (const PixelRect& strip : strips) {
          EXPECT_LE(strip.width, options.width_px);
          ASSERT_EQ(intersection(strip, {0, 0, slide.width, slide.height}), strip);
          for (auto y = strip.y; y < strip.y + strip.height; ++y) {
            for (auto x = strip.x; x < strip.x + strip.width; ++x)
              ++covered.at(static_cast<int>(x), static_cast<int>(y));
          }
        }
        for (int y = 0; y < covered.height(); ++y) {
          for (int x = 0; x < covered.width(); ++x) {
            const int wanted = isSearched(mask.at(x, y)) ? 1 : 0;
            ASSERT_GE(covered.at(x, y), wanted) << x << ' ' << y;
            ASSERT_LE(covered.at(x, y), 1) << x << ' ' << y;
          }
        }
      }
    }
  }
}

TEST(TissueStrips, AreTightRoundTheTissue) {
  TissueMask mask = roundTissue(100, 100, 1, 0);
  mask.classes.at(40, 50) = TissueClass::kTissue;
  const auto strips = tissueStrips(slideOf(1600, 1600), mask, {2048, 4096, 700});
  ASSERT_EQ(strips.size(), 1U);
  EXPECT_EQ(strips[0], (PixelRect{639, 799, 18, 18}));
}

TEST(TissueStrips, LongOnesAreCutInEqualPartsAndGapsEndThem) {
  TissueMask mask = roundTissue(100, 400, 1, 0);
  for (int y = 0; y < 400; ++y) {
    if (y < 100 || y >= 200) mask.classes.at(5, y) = TissueClass::kTissue;
  }
  const auto strips = tissueStrips(slideOf(1600, 6400), mask, {2048, 1700, 700});
  ASSERT_EQ(strips.size(), 3U);
  EXPECT_EQ(strips[0].y, 0);
  EXPECT_EQ(strips[0].height, 1601);
  EXPECT_EQ(strips[1].y, 3199);
  EXPECT_EQ(strips[1].height + strips[2].height, 3201);
  EXPECT_EQ(tissueStrips(slideOf(1600, 6400), mask, {2048, 10000, 1700}).size(), 1U);
}

TEST(TissueStrips, OfGlassAreNone) {
  EXPECT_TRUE(tissueStrips(slideOf(1600, 1600), roundTissue(100, 100, 1, 0), {}).empty());
  EXPECT_TRUE(tissueStrips(slideOf(1600, 1600), TissueMask{}, {}).empty());
}

}  // namespace
}  // namespace herald
