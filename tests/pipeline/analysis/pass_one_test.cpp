#include "pipeline/analysis/pass_one.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

#include "tests/support/fake_slide_source.h"
#include "tests/support/seeded_random.h"

namespace herald {
namespace {

const PixelSize kPixelSize{0.25};

Image<Rgb8> noise(int width, int height) {
  SeededRandom random(2);
  Image<Rgb8> image(width, height);
  const auto value = [&] { return static_cast<std::uint8_t>(random.integer(0, 255)); };
  for (Rgb8& pixel : image.pixels()) pixel = {value(), value(), value()};
  return image;
}

// Mean of a square of the image, halves rounded up; squares at the right and lower border are smaller.
Rgb8 meanOf(const Image<Rgb8>& image, int px, int py, int edge) {
  int n = 0;
  std::array<int, 3> sum{};
  for (int y = py * edge; y < std::min(image.height(), (py + 1) * edge); ++y) {
    for (int x = px * edge; x < std::min(image.width(), (px + 1) * edge); ++x) {
      const Rgb8 p = image.at(x, y);
      sum = {sum[0] + p.r, sum[1] + p.g, sum[2] + p.b};
      ++n;
    }
  }
  const auto mean = [&](std::size_t c) { return static_cast<std::uint8_t>((sum[c] + n / 2) / n); };
  return {mean(0), mean(1), mean(2)};
}

class ReadPicture : public testing::TestWithParam<int> {};

TEST_P(ReadPicture, AveragesWholeSquares) {
  const Image<Rgb8> image = noise(1283, 1037);
  FakeSlideSource source(image);
  const Thumbnail picture = readPicture(source, GetParam());
  ASSERT_EQ(picture.image.width(), (1283 + GetParam() - 1) / GetParam());
  for (int y = 0; y < picture.image.height(); ++y)
    for (int x = 0; x < picture.image.width(); ++x)
      ASSERT_EQ(picture.image.at(x, y), meanOf(image, x, y, GetParam())) << x << " " << y;
}

INSTANTIATE_TEST_SUITE_P(Downsamples, ReadPicture, testing::Values(1, 2, 4, 16));

TEST(ReadPicture, TakesTheLevelThatIsFineEnough) {
  FakeSlideSource source(noise(512, 512), {.additional_levels = 3});
  Image<Rgb8> level;
  source.readRegion(2, 0, 0, 128, 128, level);
  EXPECT_EQ(readPicture(source, 4).image.pixels(), level.pixels());
}

TEST(PassOne, DoesNotDependOnTheThreads) {
  Image<Rgb8> image(1500, 1200, {238, 238, 244});
  const Image<Rgb8> texture = noise(700, 800);
  for (int y = 0; y < texture.height(); ++y)
    for (int x = 0; x < texture.width(); ++x)
      image.at(x + 300, y + 200) = {static_cast<std::uint8_t>(150 + texture.at(x, y).r / 8),
                                    static_cast<std::uint8_t>(140 + texture.at(x, y).g / 8),
                                    static_cast<std::uint8_t>(170 + texture.at(x, y).b / 8)};
  FakeSlideSource source(std::move(image));
  const PassOne one = passOne(source, kPixelSize, {});
  ASSERT_GT(one.statistics.tissue.areaMm2(TissueClass::kTissue, kPixelSize), 0);
  for (const int threads : {2, 5}) {
    const PassOne several = passOne(source, kPixelSize, {}, nullptr, threads);
    EXPECT_EQ(several.picture.image.pixels(), one.picture.image.pixels());
    EXPECT_EQ(several.statistics.tissue.classes.pixels(), one.statistics.tissue.classes.pixels());
    EXPECT_EQ(several.statistics.stains.hematoxylin(), one.statistics.stains.hematoxylin());
    EXPECT_EQ(several.statistics.stain_source, one.statistics.stain_source);
    EXPECT_EQ(several.statistics.fold_od, one.statistics.fold_od);
  }
}

TEST(PassOne, RefusesNoThreadsAndPassesOnWhatCannotBeRead) {
  FakeSlideSource source(noise(256, 256), {.unreadable_in_level0 = PixelRect{100, 100, 5, 5}});
  EXPECT_THROW((void)passOne(source, kPixelSize, {}, nullptr, 0), std::invalid_argument);
  EXPECT_THROW((void)passOne(source, kPixelSize, {}, nullptr, 2), ReadError);
}

}  // namespace
}  // namespace herald
