#include "stain/tissue_index.h"

#include <gtest/gtest.h>

#include "tests/support/round_tissue.h"
#include "tests/support/seeded_random.h"

namespace herald {
namespace {

TEST(TissueIndex, FindsTissueWhereverItLies) {
  for (const double origin : {0.0, -7.3, 31.9}) {
    const TissueMask mask = roundTissue(60, 50, 3, 4, origin);
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
