#include "segmentation/scale_space.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "../support/expect_refusal.h"
#include "synthetic_planes.h"

namespace herald {
namespace {

Image<float> floatTexture(int width, int height, std::uint64_t seed) {
  SeededRandom random(seed);
  Image<float> image(width, height);
  for (float& value : image.pixels()) value = static_cast<float>(random.between(-1, 3));
  return image;
}

Image<float> smoothed(ImageView<float> in, double sigma_px) {
  Image<float> out(in.width, in.height);
  GaussianRows rows;
  rows.begin(in.width, sigma_px);
  for (int y = 0; y < in.height; ++y) std::copy_n(rows.nextRow(HeldRows<float>{in}), in.width, out.row(y));
  return out;
}

TEST(GaussianKernel, ReachesThreeSigmaAndSumsToOne) {
  EXPECT_EQ(kernelRadiusPx(1.0), 3);
  EXPECT_EQ(kernelRadiusPx(1.01), 4);
  EXPECT_EQ(kernelRadiusPx(0.01), 1);
  for (const double sigma : {0.2, 0.7, 1.0, 3.3, 9.0}) {
    const std::vector<float> kernel = gaussianHalfKernel(sigma);
    ASSERT_EQ(kernel.size(), static_cast<std::size_t>(kernelRadiusPx(sigma)) + 1);
    double sum = 0;
    for (std::size_t i = 0; i < kernel.size(); ++i) sum += static_cast<double>(kernel[i]) * (i == 0 ? 1 : 2);
    EXPECT_NEAR(sum, 1, 1e-6) << sigma;
    for (std::size_t i = 1; i < kernel.size(); ++i) EXPECT_LE(kernel[i], kernel[i - 1]);
  }
}

TEST(GaussianKernel, RefusesASigmaThatIsNotPositive) {
  for (const double sigma : {0.0, -1.0, std::numeric_limits<double>::quiet_NaN()}) {
    expectRefusal([&] { (void)gaussianHalfKernel(sigma); }, {"sigma", "positive"});
  }
}

TEST(GaussianSmooth, ASpotBecomesAGaussian) {
  Image<float> spot(41, 41);
  spot.at(20, 20) = 1;
  const double sigma = 3;
  const Image<float> out = smoothed(spot, sigma);
  for (int d = 0; d <= 6; ++d) {
    const double expected = std::exp(-0.5 * d * d / (sigma * sigma)) / (2 * std::numbers::pi * sigma * sigma);
    EXPECT_NEAR(static_cast<double>(out.at(20 + d, 20)), expected, 2e-4);
    EXPECT_NEAR(static_cast<double>(out.at(20, 20 - d)), expected, 2e-4);
  }
}

TEST(GaussianSmooth, KeepsAnEvenImageUpToItsBorder) {
  const Image<float> out = smoothed(Image<float>(9, 5, 2.5F), 4);
  for (const float value : out.pixels()) EXPECT_NEAR(value, 2.5, 1e-5);
}

TEST(GaussianSmooth, IsTheSameToTheLastBitHoweverTheImageIsCut) {
  const Image<float> image = floatTexture(120, 90, 4);
  for (const double sigma : {0.6, 2.0, 4.7}) {
    const Image<float> whole = smoothed(image, sigma);
    const int r = kernelRadiusPx(sigma);
    const Image<float> part = smoothed(window(image, 31, 17, 67, 59), sigma);
    for (int y = r; y < 59 - r; ++y) {
      for (int x = r; x < 67 - r; ++x) ASSERT_EQ(part.at(x, y), whole.at(x + 31, y + 17)) << sigma;
    }
  }
}

TEST(GaussianSmooth, ScratchOfAnotherSizeChangesNothing) {
  const Image<std::int16_t> image = texture(30, 20, 3, 900, 5);
  Image<std::int16_t> out;
  Image<std::int16_t> fresh;
  GaussianRows scratch;
  GaussianRows unused;
  gaussianSmooth(texture(70, 80, 3, 900, 6), 3, out, scratch);
  gaussianSmooth(image, 1.5, out, scratch);
  gaussianSmooth(image, 1.5, fresh, unused);
  EXPECT_EQ(out.pixels(), fresh.pixels());
}

// Rows of `image` as a window shows them that moves down it, `step` rows at a time, with `above` rows left above the
// new ones: calls visit(held) at each place.
template <class T, class Visit>
void moveDown(const Image<T>& image, int step, int above, Visit&& visit) {
  for (int end = std::min(step, image.height());; end = std::min(end + step, image.height())) {
    const int first = std::max(0, end - step - above);
    visit(HeldRows<T>{image.view().part(0, first, image.width(), end - first), first, end == image.height()});
    if (end == image.height()) break;
  }
}

TEST(GaussianRows, AreTheSameWhenTheImageComesAndGoesRowByRow) {
  const Image<float> image = floatTexture(50, 83, 9);
  const Image<float> whole = smoothed(image, 2.3);
  struct Case {
    int step;
    int at_least_px;
  };
  for (const Case& rows_of : {Case{1, 0}, {5, 11}, {16, 8}, {100, 20}}) {
    GaussianRows rows;
    rows.begin(image.width(), 2.3, rows_of.at_least_px);
    int y = 0;
    moveDown(image, rows_of.step, 0, [&](const HeldRows<float>& held) {
      rows.take(held);
      for (; y < held.makeable(rows.reachPx()); ++y) {
        const float* row = rows.nextRow(held);
        for (int x = 0; x < image.width(); ++x) ASSERT_EQ(row[x], whole.at(x, y)) << rows_of.step << ' ' << y;
      }
    });
    EXPECT_EQ(y, image.height());
  }
}

TEST(GaussianSmooth, OfWholeNumbersIsTheRoundedSmoothing) {
  const Image<std::int16_t> image = texture(53, 31, 3, 900, 12);
  Image<float> as_float(53, 31);
  std::copy(image.pixels().begin(), image.pixels().end(), as_float.pixels().begin());
  const Image<float> expected = smoothed(as_float, 1.7);
  Image<std::int16_t> out;
  GaussianRows scratch;
  gaussianSmooth(image, 1.7, out, scratch);
  for (int y = 0; y < 31; ++y) {
    for (int x = 0; x < 53; ++x) ASSERT_EQ(out.at(x, y), std::floor(expected.at(x, y) + 0.5F)) << x << ' ' << y;
  }
}

TEST(GaussianSmooth, EmptyAndOnePixelImages) {
  EXPECT_TRUE(smoothed(Image<float>().view(), 2).empty());
  EXPECT_NEAR(smoothed(Image<float>(1, 1, 7.0F), 5).at(0, 0), 7, 1e-5);
}

double meanByHand(ImageView<std::int16_t> in, int x, int y, int r) {
  std::int64_t sum = 0;
  int count = 0;
  for (int j = std::max(0, y - r); j <= std::min(in.height - 1, y + r); ++j) {
    for (int i = std::max(0, x - r); i <= std::min(in.width - 1, x + r); ++i, ++count) sum += in.at(i, j);
  }
  return static_cast<double>(sum) / count;
}

Image<float> boxMeans(ImageView<std::int16_t> in, int radius_px) {
  Image<float> out(in.width, in.height);
  BoxMeans means;
  means.begin(in.width, radius_px);
  for (int y = 0; y < in.height; ++y) std::copy_n(means.nextRow(HeldRows<std::int16_t>{in}), in.width, out.row(y));
  return out;
}

TEST(BoxMean, IsTheMeanOfTheClippedSquare) {
  const Image<std::int16_t> image = texture(23, 17, 2, 900, 7);
  for (const int radius : {0, 1, 4, 8, 30}) {
    const Image<float> out = boxMeans(image, radius);
    ASSERT_EQ(out.width(), 23);
    for (int y = 0; y < 17; ++y) {
      for (int x = 0; x < 23; ++x) {
        EXPECT_FLOAT_EQ(out.at(x, y), static_cast<float>(meanByHand(image, x, y, radius))) << radius << ' ' << x;
      }
    }
  }
}

TEST(BoxMean, IsTheSameToTheLastBitHoweverTheImageIsCut) {
  const Image<std::int16_t> image = texture(120, 90, 3, 900, 8);
  constexpr int kRadius = 10;
  const Image<float> whole = boxMeans(image, kRadius);
  const Image<float> part = boxMeans(window(image, 31, 17, 67, 59), kRadius);
  for (int y = kRadius; y < 59 - kRadius; ++y) {
    for (int x = kRadius; x < 67 - kRadius; ++x) ASSERT_EQ(part.at(x, y), whole.at(x + 31, y + 17));
  }
}

TEST(BoxMean, IsTheSameWhenTheImageComesAndGoesRowByRow) {
  const Image<std::int16_t> image = texture(40, 61, 3, 900, 11);
  constexpr int kRadius = 6;
  const Image<float> whole = boxMeans(image, kRadius);
  for (const int step : {1, 4, 23}) {
    BoxMeans means;
    means.begin(image.width(), kRadius);
    int y = 0;
    moveDown(image, step, 2 * kRadius + 1, [&](const HeldRows<std::int16_t>& held) {
      for (; y < held.makeable(kRadius); ++y) {
        const float* row = means.nextRow(held);
        for (int x = 0; x < image.width(); ++x) ASSERT_EQ(row[x], whole.at(x, y)) << step << ' ' << y;
      }
    });
    EXPECT_EQ(y, image.height());
  }
}

TEST(BoxMean, HoldsTheLargestSums) {
  EXPECT_FLOAT_EQ(boxMeans(Image<std::int16_t>(300, 300, 32767), kLargestBoxRadiusPx).at(150, 150), 32767);
}

TEST(BoxMean, EmptyAndOnePixelImages) {
  EXPECT_TRUE(boxMeans(Image<std::int16_t>().view(), 2).empty());
  EXPECT_EQ(boxMeans(Image<std::int16_t>(1, 1, -5), 4).at(0, 0), -5);
}

}  // namespace
}  // namespace herald
