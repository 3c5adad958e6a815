#include "stain/area_mean.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/support/seeded_random.h"

namespace herald {
namespace {

Image<Rgb8> noise(int width, int height) {
  SeededRandom random(2);
  Image<Rgb8> image(width, height);
  const auto value = [&] { return static_cast<std::uint8_t>(random.integer(0, 255)); };
  for (Rgb8& pixel : image.pixels()) pixel = {value(), value(), value()};
  return image;
}

Image<Rgb8> cutOut(const Image<Rgb8>& image, const PixelRect& rect) {
  Image<Rgb8> part(static_cast<int>(rect.width), static_cast<int>(rect.height));
  for (int y = 0; y < part.height(); ++y)
    for (int x = 0; x < part.width(); ++x)
      part.at(x, y) = image.at(static_cast<int>(rect.x) + x, static_cast<int>(rect.y) + y);
  return part;
}

// Of `image`, made in parts of this edge.
Image<Rgb8> shrunk(const Image<Rgb8>& image, int width, int height, double ratio, int edge) {
  const CoveredSpans columns = coveredSpans(width, ratio, image.width());
  const CoveredSpans rows = coveredSpans(height, ratio, image.height());
  Image<Rgb8> picture(width, height);
  for (int y = 0; y < height; y += edge)
    for (int x = 0; x < width; x += edge) {
      const PixelRect part{x, y, std::min(edge, width - x), std::min(edge, height - y)};
      averageInto(cutOut(image, coveredBy(part, columns, rows)), part, columns, rows, picture);
    }
  return picture;
}

TEST(AreaMean, SpansCoverEveryPixelOnce) {
  for (const double ratio : {1.0, 2.0, 3.7, 16.01}) {
    const int size = static_cast<int>(1000 / ratio);
    const CoveredSpans spans = coveredSpans(size, ratio, 1000);
    EXPECT_EQ(spans.begin.front(), 0);
    for (std::size_t i = 1; i < spans.begin.size(); ++i) EXPECT_EQ(spans.begin[i], spans.end[i - 1]) << ratio;
  }
}

TEST(AreaMean, APictureTooSmallGivesItsLastPixelAgain) {
  const CoveredSpans spans = coveredSpans(4, 2, 6);
  EXPECT_EQ(spans.begin.back(), 5);
  EXPECT_EQ(spans.end.back(), 6);
}

TEST(AreaMean, IsTheMeanWithHalvesRoundedUp) {
  Image<Rgb8> image(2, 2, {0, 10, 255});
  image.at(1, 1) = {2, 11, 255};
  EXPECT_EQ(shrunk(image, 1, 1, 2, 1).at(0, 0), (Rgb8{1, 10, 255}));  // 0.5 -> 1, 10.25 -> 10
}

TEST(AreaMean, DoesNotDependOnTheParts) {
  const Image<Rgb8> image = noise(211, 157);
  for (const double ratio : {1.0, 1.5, 2.0, 4.3}) {
    const int width = static_cast<int>(211 / ratio);
    const int height = static_cast<int>(157 / ratio);
    const Image<Rgb8> whole = shrunk(image, width, height, ratio, 1000);
    for (const int edge : {1, 7, 32})
      EXPECT_EQ(shrunk(image, width, height, ratio, edge).pixels(), whole.pixels()) << ratio << " " << edge;
  }
}

}  // namespace
}  // namespace herald
