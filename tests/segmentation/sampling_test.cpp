#include "segmentation/sampling.h"

#include <gtest/gtest.h>

#include "synthetic_planes.h"

namespace herald {
namespace {

TEST(SampleBilinear, IsExactAtPixelCentres) {
  const Image<std::int16_t> plane = texture(20, 10, 2, 500, 1);
  for (int y = 0; y < 10; ++y) {
    for (int x = 0; x < 20; ++x) {
      EXPECT_EQ(sampleBilinear<std::int16_t>(plane, x, y, 0, 0), plane.at(x, y));
      EXPECT_EQ(sampleBilinear<std::int16_t>(plane, 7, 4, x - 7, y - 4), plane.at(x, y));
    }
  }
}

TEST(SampleBilinear, IsExactOnAPlane) {
  Image<float> plane(16, 16);
  for (int y = 0; y < 16; ++y) {
    for (int x = 0; x < 16; ++x) plane.at(x, y) = static_cast<float>(3 * x - 2 * y + 1);
  }
  for (const double dx : {-3.25, -0.5, 0.0, 0.125, 4.75}) {
    for (const double dy : {-2.75, 0.5, 5.0}) {
      EXPECT_NEAR(sampleBilinear<float>(plane, 8, 8, dx, dy), 3 * (8 + dx) - 2 * (8 + dy) + 1, 1e-12);
    }
  }
}

TEST(SampleBilinear, RepeatsTheBorder) {
  Image<std::int16_t> plane(2, 2);
  plane.pixels() = {1, 2, 3, 4};
  EXPECT_EQ(sampleBilinear<std::int16_t>(plane, 0, 0, -5.5, -7.25), 1);
  EXPECT_EQ(sampleBilinear<std::int16_t>(plane, 0, 0, 100.5, -7.25), 2);
  EXPECT_EQ(sampleBilinear<std::int16_t>(plane, 1, 1, 0.5, 0.5), 4);
  EXPECT_EQ(sampleBilinear<std::int16_t>(plane, 0, 0, -3, 0.5), 2);
}

TEST(SampleBilinear, AOnePixelImageIsThatPixelEverywhere) {
  const Image<std::int16_t> plane(1, 1, 42);
  EXPECT_EQ(sampleBilinear<std::int16_t>(plane, 0, 0, 0.3, -0.7), 42);
}

TEST(SampleBilinear, IsTheSameToTheLastBitWhereverTheBaseLies) {
  const Image<std::int16_t> plane = texture(200, 150, 3, 500, 2);
  const auto part = window(plane, 101, 63, 60, 50);
  SeededRandom random(3);
  for (int i = 0; i < 500; ++i) {
    const double dx = random.between(-9, 9);
    const double dy = random.between(-9, 9);
    EXPECT_EQ(sampleBilinear<std::int16_t>(plane, 131, 88, dx, dy), sampleBilinear<std::int16_t>(part, 30, 25, dx, dy));
  }
}

}  // namespace
}  // namespace herald
