#include "segmentation/phantom/phantom_random.h"

#include <gtest/gtest.h>

#include <cmath>

namespace herald {
namespace {

TEST(PhantomRandom, SequenceOfASeedIsFixed) {
  // First outputs of splitmix64 with seed 1234567, from the published reference implementation.
  PhantomRandom random(1234567);
  EXPECT_EQ(random.next(), 6457827717110365317ULL);
  EXPECT_EQ(random.next(), 3203168211198807973ULL);
}

TEST(PhantomRandom, StreamsOfOneSeedDiffer) {
  EXPECT_NE(PhantomRandom(1, 1).next(), PhantomRandom(1, 2).next());
  EXPECT_NE(PhantomRandom(1, 1).next(), PhantomRandom(2, 1).next());
}

TEST(PhantomRandom, UniformAndNormalHaveTheirMoments) {
  PhantomRandom random(5);
  constexpr int kCount = 20000;
  double uniform_sum = 0;
  double normal_sum = 0;
  double normal_squares = 0;
  for (int i = 0; i < kCount; ++i) {
    const double u = random.uniform();
    ASSERT_TRUE(u >= 0 && u < 1);
    uniform_sum += u;
    const double n = random.normal();
    normal_sum += n;
    normal_squares += n * n;
  }
  EXPECT_NEAR(uniform_sum / kCount, 0.5, 0.01);
  EXPECT_NEAR(normal_sum / kCount, 0.0, 0.03);
  EXPECT_NEAR(normal_squares / kCount, 1.0, 0.04);
}

TEST(PhantomRandom, BelowStaysInRange) {
  PhantomRandom random(6);
  for (int i = 0; i < 1000; ++i) {
    const int value = random.below(3);
    ASSERT_TRUE(value >= 0 && value < 3);
  }
}

TEST(SmoothNoise, IsContinuousAcrossLatticeLines) {
  for (const double x : {0.0, 3.0, -6.0, 30.0}) {
    EXPECT_NEAR(smoothNoise(9, x - 1e-7, 4.4, 3), smoothNoise(9, x + 1e-7, 4.4, 3), 1e-5);
    EXPECT_NEAR(smoothNoise(9, 4.4, x - 1e-7, 3), smoothNoise(9, 4.4, x + 1e-7, 3), 1e-5);
  }
}

TEST(SmoothNoise, StaysInUnitRangeWithMeanZero) {
  double sum = 0;
  for (int i = 0; i < 10000; ++i) {
    const double value = smoothNoise(11, 0.37 * i, 1.91 * (i % 97), 1.0);
    ASSERT_LE(std::abs(value), 1.0);
    sum += value;
  }
  EXPECT_NEAR(sum / 10000, 0.0, 0.03);
}

TEST(PixelNoise, HasUnitVariance) {
  double sum = 0;
  double squares = 0;
  for (int y = -100; y < 100; ++y) {
    for (int x = -100; x < 100; ++x) {
      const double value = pixelNoise(3, x, y);
      sum += value;
      squares += value * value;
    }
  }
  EXPECT_NEAR(sum / 40000, 0.0, 0.02);
  EXPECT_NEAR(squares / 40000, 1.0, 0.03);
}

}  // namespace
}  // namespace herald
