#include "segmentation/hematoxylin_scale.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

namespace herald {
namespace {

constexpr double kUmPerPx = 0.5;

// Nuclei of 3.5 um radius every 15 um, on cytoplasm with texture; optical densities.
struct Tissue {
  double nucleus_od = 0.2;
  double texture_od = 0.01;
  double dab_od = 0;  // everywhere

  [[nodiscard]] std::vector<float> responses() const {
    constexpr int kEdge = 400;
    Image<std::int16_t> hematoxylin(kEdge, kEdge);
    Image<std::int16_t> dab(kEdge, kEdge, static_cast<std::int16_t>(std::lround(1000 * dab_od)));
    const Image<std::uint8_t> wanted(kEdge, kEdge, 1);
    std::minstd_rand random(7);
    for (int y = 0; y < kEdge; ++y)
      for (int x = 0; x < kEdge; ++x) {
        const double dx = (x % 30 - 15) * kUmPerPx;
        const double dy = (y % 30 - 15) * kUmPerPx;
        const double noise = static_cast<double>(random() % 1000) / 1000 - 0.5;
        const double nucleus = dx * dx + dy * dy < 3.5 * 3.5 ? nucleus_od : 0;
        hematoxylin.at(x, y) = static_cast<std::int16_t>(std::lround(1000 * (nucleus + 0.03 + texture_od * noise)));
      }
    BlobScratch scratch;
    std::vector<float> found;
    addBlobResponses(hematoxylin, dab, wanted, 0.3, kUmPerPx, scratch, found);
    return found;
  }
  [[nodiscard]] double scale() const { return hematoxylinScale(responses()).value_or(0); }
};

TEST(HematoxylinScale, FollowsTheNucleiAndNothingElse) {
  const double strong = Tissue{}.scale();
  EXPECT_NEAR((Tissue{.nucleus_od = 0.05, .texture_od = 0.0025}.scale()), strong / 4, 0.02 * strong);
  EXPECT_NEAR((Tissue{.nucleus_od = 0.4, .texture_od = 0.02}.scale()), 2 * strong, 0.02 * strong);
  EXPECT_NEAR((Tissue{.texture_od = 0.04}.scale()), strong, 0.1 * strong) << "texture is no nucleus";
}

TEST(HematoxylinScale, DoesNotDependOnTheOrderOfResponses) {
  std::vector<float> responses = Tissue{}.responses();
  const auto expected = hematoxylinScale(responses);
  std::reverse(responses.begin(), responses.end());
  EXPECT_EQ(hematoxylinScale(responses), expected);
  ASSERT_TRUE(expected.has_value());
}

TEST(HematoxylinScale, IsUnknownWithoutEnoughNuclei) {
  EXPECT_FALSE(hematoxylinScale(std::span<const float>{}).has_value());
  const std::vector<float> few(kFewestBlobs - 1, 0.1F);
  EXPECT_FALSE(hematoxylinScale(few).has_value());
}

TEST(HematoxylinScale, PlacesThatAreNotWantedAreNotAsked) {
  const Image<std::int16_t> plane(64, 64, 100);
  BlobScratch scratch;
  std::vector<float> found;
  addBlobResponses(plane, plane, Image<std::uint8_t>(64, 64, 0), 0.3, kUmPerPx, scratch, found);
  EXPECT_TRUE(found.empty());
  addBlobResponses(Image<std::int16_t>(), Image<std::int16_t>(), Image<std::uint8_t>(), 0.3, kUmPerPx, scratch, found);
  EXPECT_TRUE(found.empty());
}

}  // namespace
}  // namespace herald
