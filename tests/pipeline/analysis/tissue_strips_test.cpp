#include "pipeline/analysis/tissue_strips.h"

#include <gtest/gtest.h>

#include <vector>

#include "pipeline/analysis/tissue_index.h"
#include "tests/support/seeded_random.h"

namespace herald {
namespace {

constexpr double kDownsample = 16;

// A mask of a slide of these mask pixels with round pieces of tissue.
TissueMask pieces(int width, int height, std::uint64_t seed, int count, double origin = 0) {
  TissueMask mask;
  mask.downsample_px = kDownsample;
  mask.origin_in_level0 = {origin, origin};
  mask.classes.reset(width, height, TissueClass::kGlass);
  SeededRandom random(seed);
  for (int i = 0; i < count; ++i) {
    const int cx = random.integer(0, width - 1);
    const int cy = random.integer(0, height - 1);
    const int r = random.integer(1, 14);
    for (int y = std::max(0, cy - r); y < std::min(height, cy + r); ++y) {
      for (int x = std::max(0, cx - r); x < std::min(width, cx + r); ++x) {
        if ((x - cx) * (x - cx) + (y - cy) * (y - cy) <= r * r) mask.classes.at(x, y) = TissueClass::kTissue;
      }
    }
  }
  return mask;
}

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
      const TissueMask mask = pieces(120, 90, seed, 9, origin);
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
  TissueMask mask = pieces(100, 100, 1, 0);
  mask.classes.at(40, 50) = TissueClass::kTissue;
  const auto strips = tissueStrips(slideOf(1600, 1600), mask, {2048, 4096, 700});
  ASSERT_EQ(strips.size(), 1U);
  EXPECT_EQ(strips[0], (PixelRect{639, 799, 18, 18}));
}

TEST(TissueStrips, LongOnesAreCutInEqualPartsAndGapsEndThem) {
  TissueMask mask = pieces(100, 400, 1, 0);
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
  EXPECT_TRUE(tissueStrips(slideOf(1600, 1600), pieces(100, 100, 1, 0), {}).empty());
  EXPECT_TRUE(tissueStrips(slideOf(1600, 1600), TissueMask{}, {}).empty());
}

TEST(TissueIndex, FindsTissueWhereverItLies) {
  for (const double origin : {0.0, -7.3, 31.9}) {
    const TissueMask mask = pieces(60, 50, 3, 4, origin);
    const TissueIndex index(mask);
    SeededRandom random(9);
    int with = 0;
    for (int i = 0; i < 400; ++i) {
      const PixelRect area{random.integer(-50, 950), random.integer(-50, 800), random.integer(1, 120),
                           random.integer(1, 120)};
      bool inside = false;
      bool near = false;
      for (auto y = area.y - 20; y < area.y + area.height + 20; ++y) {
        for (auto x = area.x - 20; x < area.x + area.width + 20; ++x) {
          if (!isSearched(mask.at(static_cast<double>(x), static_cast<double>(y)))) continue;
          near = true;
          inside = inside || area.contains(x, y);
        }
      }
      if (inside) {
        EXPECT_TRUE(index.anyIn(area)) << i;
      }
      if (!near) {
        EXPECT_FALSE(index.anyIn(area)) << i;
      }
      with += inside ? 1 : 0;
    }
    EXPECT_GT(with, 40);
  }
  EXPECT_FALSE(TissueIndex(TissueMask{}).anyIn({0, 0, 1000, 1000}));
}

}  // namespace
}  // namespace herald
