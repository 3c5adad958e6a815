#include "segmentation/bit_mask.h"
#include "segmentation/label_window.h"

#include <gtest/gtest.h>

#include <vector>

#include "../support/seeded_random.h"

namespace herald {
namespace {

using Picture = Image<std::uint8_t>;

// Blobs and noise: pieces of many sizes, some of them at the borders.
Picture randomPicture(int width, int height, std::uint64_t seed) {
  SeededRandom random(seed);
  Picture picture(width, height);
  for (int n = 0; n < width * height / 60; ++n) {
    const int cx = random.integer(0, width - 1);
    const int cy = random.integer(0, height - 1);
    const int radius = random.integer(0, 7);
    for (int y = 0; y < height; ++y) {
      for (int x = 0; x < width; ++x) {
        if ((x - cx) * (x - cx) + (y - cy) * (y - cy) <= radius * radius) picture.at(x, y) = 1;
      }
    }
  }
  for (std::uint8_t& pixel : picture.pixels()) {
    if (random.integer(0, 60) == 0) pixel = pixel == 0 ? 1 : 0;
  }
  return picture;
}

BitMask maskOf(const Picture& picture) {
  BitMask mask;
  mask.reset(picture.width(), picture.height());
  for (int y = 0; y < picture.height(); ++y) {
    for (int x = 0; x < picture.width(); ++x) {
      if (picture.at(x, y) != 0) mask.set(x, y);
    }
  }
  return mask;
}

void expectEqual(const BitMask& mask, const Picture& picture) {
  ASSERT_EQ(mask.width(), picture.width());
  ASSERT_EQ(mask.height(), picture.height());
  int count = 0;
  for (int y = -1; y <= picture.height(); ++y) {
    for (int x = -1; x <= picture.width(); ++x) {
      const bool expected = picture.contains(x, y) && picture.at(x, y) != 0;
      ASSERT_EQ(mask.at(x, y), expected) << x << " " << y;
      count += expected ? 1 : 0;
    }
  }
  EXPECT_EQ(countPixels(mask), count);
}

template <class Found>
Picture discWise(const Picture& picture, Found&& found) {
  Picture result(picture.width(), picture.height());
  for (int y = 0; y < picture.height(); ++y) {
    for (int x = 0; x < picture.width(); ++x) {
      int set = 0;
      int all = 0;
      for (int dy = -3; dy <= 3; ++dy) {
        for (int dx = -3; dx <= 3; ++dx) {
          if (dx * dx + dy * dy > 10) continue;
          ++all;
          set += picture.contains(x + dx, y + dy) && picture.at(x + dx, y + dy) != 0 ? 1 : 0;
        }
      }
      result.at(x, y) = found(set, all) ? 1 : 0;
    }
  }
  return result;
}

void fillFrom(const Picture& picture, int x, int y, Picture& piece) {
  if (!picture.contains(x, y) || picture.at(x, y) == 0 || piece.at(x, y) != 0) return;
  piece.at(x, y) = 1;
  fillFrom(picture, x + 1, y, piece);
  fillFrom(picture, x - 1, y, piece);
  fillFrom(picture, x, y + 1, piece);
  fillFrom(picture, x, y - 1, piece);
}

class BitMaskOfSize : public testing::TestWithParam<std::pair<int, int>> {
 protected:
  [[nodiscard]] Picture picture(std::uint64_t seed) const {
    return randomPicture(GetParam().first, GetParam().second, seed);
  }
};

TEST_P(BitMaskOfSize, ErosionIsTheDiscsThatFit) {
  const Picture all = picture(1);
  BitMask result;
  BitMaskScratch scratch;
  erodeByDisc(maskOf(all), result, scratch);
  expectEqual(result, discWise(all, [](int set, int whole) { return set == whole; }));
}

TEST_P(BitMaskOfSize, DilationIsTheDiscsAboutPixelsWithinALimit) {
  const Picture some = picture(2);
  const Picture limit = picture(3);
  BitMask result;
  BitMaskScratch scratch;
  dilateByDisc(maskOf(some), maskOf(limit), result, scratch);
  Picture expected = discWise(some, [](int set, int) { return set > 0; });
  for (std::size_t i = 0; i < expected.pixels().size(); ++i) expected.pixels()[i] &= limit.pixels()[i];
  expectEqual(result, expected);
}

TEST_P(BitMaskOfSize, GrowingByOneTakesEdgeNeighboursWithinALimit) {
  const Picture limit = picture(4);
  Picture some = picture(5);
  for (std::size_t i = 0; i < some.pixels().size(); ++i) some.pixels()[i] &= limit.pixels()[i];
  Picture expected = some;
  const auto in = [&](int x, int y) { return some.contains(x, y) && some.at(x, y) != 0; };
  for (int y = 0; y < some.height(); ++y) {
    for (int x = 0; x < some.width(); ++x) {
      const bool beside = in(x - 1, y) || in(x + 1, y) || in(x, y - 1) || in(x, y + 1);
      if (limit.at(x, y) != 0 && beside) expected.at(x, y) = 1;
    }
  }
  BitMask mask = maskOf(some);
  BitMask before;
  growByOne(maskOf(limit), mask, before);
  expectEqual(mask, expected);
}

TEST_P(BitMaskOfSize, FillingFindsTheFourConnectedPiece) {
  const Picture all = picture(6);
  SeededRandom random(7);
  for (int n = 0; n < 40; ++n) {
    const int x = random.integer(0, all.width() - 1);
    const int y = random.integer(0, all.height() - 1);
    Picture expected(all.width(), all.height());
    fillFrom(all, x, y, expected);
    BitMask piece;
    fillPiece(maskOf(all), x, y, piece);
    expectEqual(piece, expected);
  }
}

TEST_P(BitMaskOfSize, CrossErosionLooksAtFourPixels) {
  const Picture all = picture(8);
  for (const int distance : {1, 3, 5}) {
    Picture expected(all.width(), all.height());
    const auto in = [&](int x, int y) { return all.contains(x, y) && all.at(x, y) != 0; };
    for (int y = 0; y < all.height(); ++y) {
      for (int x = 0; x < all.width(); ++x) {
        expected.at(x, y) =
            in(x, y) && in(x - distance, y) && in(x + distance, y) && in(x, y - distance) && in(x, y + distance) ? 1
                                                                                                                 : 0;
      }
    }
    BitMask result;
    erodeByCross(maskOf(all), distance, result);
    expectEqual(result, expected);
  }
}

TEST_P(BitMaskOfSize, RunsMakeUpTheRows) {
  const Picture all = picture(9);
  const BitMask mask = maskOf(all);
  Picture found(all.width(), all.height());
  for (int y = 0; y < all.height(); ++y) {
    int before = 0;
    forRuns(mask, y, [&](int first, int end) {
      EXPECT_GE(first, before);
      EXPECT_GT(end, first);
      for (int x = first; x < end; ++x) found.at(x, y) = 1;
      before = end;
    });
  }
  EXPECT_EQ(found.pixels(), all.pixels());
}

TEST_P(BitMaskOfSize, FlippingFromAColumnTurnsTheRestOfTheRow) {
  Picture all = picture(10);
  BitMask mask = maskOf(all);
  SeededRandom random(11);
  for (int y = 0; y < all.height(); ++y) {
    for (const int from : {random.integer(-3, all.width() + 3), random.integer(0, all.width())}) {
      flipFrom(from, y, mask);
      for (int x = std::max(from, 0); x < all.width(); ++x) all.at(x, y) = all.at(x, y) == 0 ? 1 : 0;
    }
  }
  expectEqual(mask, all);
}

INSTANTIATE_TEST_SUITE_P(Sizes, BitMaskOfSize,
                         testing::Values(std::pair{1, 1}, std::pair{7, 5}, std::pair{61, 40}, std::pair{62, 40},
                                         std::pair{64, 64}, std::pair{75, 33}, std::pair{125, 20}, std::pair{126, 21},
                                         std::pair{200, 90}));

// A spiral one pixel wide: the longest way a piece can take.
TEST(BitMask, FillsASpiral) {
  Picture spiral(150, 150);
  int x = 0;
  int y = 0;
  const int turns[4][2] = {{1, 0}, {0, 1}, {-1, 0}, {0, -1}};
  for (int leg = 0, length = 149; length > 0; ++leg) {
    for (int i = 0; i < length; ++i) {
      spiral.at(x, y) = 1;
      x += turns[leg % 4][0];
      y += turns[leg % 4][1];
    }
    if (leg >= 2 && leg % 2 == 0) length -= 2;
    if (leg == 0) length = 149;
  }
  BitMask piece;
  fillPiece(maskOf(spiral), 0, 0, piece);
  expectEqual(piece, spiral);
}

TEST(LabelWindow, HoldsTheLabelsPixelsWithinReachAndImage) {
  SeededRandom random(8);
  Image<std::int32_t> labels(150, 120);
  for (std::int32_t& label : labels.pixels()) label = random.integer(0, 2);
  LabelWindow window;
  for (const auto& [cx, cy, reach] : {std::array{70, 60, 40}, std::array{3, 2, 30}, std::array{149, 119, 9}}) {
    labels.at(cx, cy) = 1;
    cutOut(labels, 1, cx, cy, reach, window);
    EXPECT_EQ(window.left, std::max(0, cx - reach));
    EXPECT_EQ(window.top, std::max(0, cy - reach));
    Picture expected(std::min(149, cx + reach) - window.left + 1, std::min(119, cy + reach) - window.top + 1);
    for (int y = 0; y < expected.height(); ++y) {
      for (int x = 0; x < expected.width(); ++x) {
        expected.at(x, y) = labels.at(window.left + x, window.top + y) == 1 ? 1 : 0;
      }
    }
    expectEqual(window.mask, expected);
  }
}

TEST(LabelWindow, EndsWhereARowHasNoPixelOfTheLabel) {
  Image<std::int32_t> labels(80, 80, -1);
  for (int y = 10; y < 70; ++y) {
    if (y != 25 && y != 50) labels.at(30 + y % 5, y) = 3;
  }
  LabelWindow window;
  cutOut(labels, 3, 30, 40, 35, window);
  EXPECT_EQ(window.top, 26);
  EXPECT_EQ(window.mask.height(), 24);
  EXPECT_EQ(countPixels(window.mask), 24);
}

TEST(LabelWindow, BeginsAndEndsWithTheColumnsThatHoldTheLabel) {
  for (const int left : {2, 20, 66, 90}) {
    Image<std::int32_t> labels(200, 30, -1);
    for (int x = left; x < left + 40; ++x) labels.at(x, 10 + x % 3) = 3;
    labels.at(left + 20, 11) = 3;
    LabelWindow window;
    cutOut(labels, 3, left + 20, 11, 100, window);
    EXPECT_EQ(window.left, left);
    EXPECT_EQ(window.mask.width(), 40);
    for (int x = 0; x < 40; ++x) EXPECT_TRUE(window.mask.at(x, 10 + (left + x) % 3 - window.top)) << x;
  }
}

TEST(LabelWindow, IsEmptyWhereTheMiddleIsOfAnotherLabel) {
  Image<std::int32_t> labels(20, 20, 1);
  labels.at(10, 10) = 2;
  LabelWindow window;
  cutOut(labels, 1, 10, 10, 5, window);
  EXPECT_EQ(window.mask.height(), 0);
  cutOut(labels, 1, -1, 10, 5, window);
  EXPECT_EQ(window.mask.height(), 0);
  cutOut(Image<std::int32_t>(), 1, 0, 0, 5, window);
  EXPECT_EQ(window.mask.height(), 0);
}

}  // namespace
}  // namespace herald
