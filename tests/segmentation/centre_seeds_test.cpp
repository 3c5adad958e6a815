#include "segmentation/centre_seeds.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "../support/seeded_random.h"
#include "segmentation/nucleus_centres.h"

namespace herald {
namespace {

constexpr int kWidth = 60;
constexpr int kHeight = 48;
constexpr std::int8_t kUnlikely = -60;
constexpr std::int8_t kLikely = 30;

Image<std::int8_t> nowhere() {
  return {kWidth, kHeight, kUnlikely};
}

void addMiddle(Image<std::int8_t>& centres, int x, int y, std::int8_t logit = kLikely) {
  for (int dy = -2; dy <= 2; ++dy)
    for (int dx = -2; dx <= 2; ++dx)
      if (centres.contains(x + dx, y + dy))
        centres.at(x + dx, y + dy) = static_cast<std::int8_t>(logit - 3 * (dx * dx + dy * dy));
}

std::vector<NucleusSeed> seedsOf(const Image<std::int8_t>& centres, std::vector<NucleusSeed> blobs = {},
                                 const NucleusOptions& options = {}) {
  addCentreSeeds(centres, 0, kHeight, options, blobs);
  return blobs;
}

TEST(CentreSeeds, TheMiddleOfANucleusThatIsNoBlobIsACandidate) {
  Image<std::int8_t> centres = nowhere();
  addMiddle(centres, 20, 30);
  const auto seeds = seedsOf(centres);
  ASSERT_EQ(seeds.size(), 1U);
  EXPECT_EQ(seeds[0].x, 20);
  EXPECT_EQ(seeds[0].y, 30);
  EXPECT_EQ(seeds[0].radius_um, static_cast<float>(NucleusOptions{}.largest_radius_um));
}

TEST(CentreSeeds, ABlobBesideItIsEnough) {
  Image<std::int8_t> centres = nowhere();
  addMiddle(centres, 20, 30);
  EXPECT_EQ(seedsOf(centres, {{22, 28, 0.1F, 3}}).size(), 1U);
  EXPECT_EQ(seedsOf(centres, {{22, 27, 0.1F, 3}}).size(), 2U);
  EXPECT_EQ(seedsOf(centres, {{23, 30, 0.1F, 3}}).size(), 2U);
}

TEST(CentreSeeds, AreAsProbableAsTheOptionSays) {
  Image<std::int8_t> centres = nowhere();
  addMiddle(centres, 20, 30, 0);  // a mean of 0.45
  const auto count = [&](double probability) {
    NucleusOptions options;
    options.minimum_centre_probability = probability;
    return seedsOf(centres, {}, options).size();
  };
  EXPECT_EQ(count(0.3), 1U);
  EXPECT_EQ(count(0.6), 0U);
  EXPECT_EQ(count(0), 0U) << "no net is asked";
}

TEST(CentreSeeds, OfAPlateauTheFirstIsOne) {
  Image<std::int8_t> centres = nowhere();
  for (int y = 20; y < 24; ++y)
    for (int x = 30; x < 34; ++x) centres.at(x, y) = kLikely;
  const auto seeds = seedsOf(centres);
  ASSERT_EQ(seeds.size(), 1U);
  EXPECT_EQ(seeds[0].x, 31);
  EXPECT_EQ(seeds[0].y, 21);
}

TEST(CentreSeeds, AreNotThereWhereNoNetWasAsked) {
  EXPECT_TRUE(seedsOf({kWidth, kHeight, NucleusCentreRows::kCertain}).empty());
}

TEST(CentreSeeds, AreTheSameInOneGoAndInSeveral) {
  SeededRandom random(31);
  Image<std::int8_t> centres(kWidth, kHeight);
  for (int y = 0; y < kHeight; ++y)
    for (int x = 0; x < kWidth; ++x) centres.at(x, y) = static_cast<std::int8_t>(random.integer(-128, 126));
  std::vector<NucleusSeed> blobs;
  for (int y = 3; y < kHeight; y += 7)
    for (int x = 2; x < kWidth; x += 9) blobs.push_back({x, y, 0.1F, 3});
  const auto at_once = seedsOf(centres, blobs);
  EXPECT_GT(at_once.size(), blobs.size() + 5);
  auto in_parts = blobs;
  for (int y = 0; y < kHeight; y += 5) addCentreSeeds(centres, y, std::min(kHeight, y + 5), {}, in_parts);
  ASSERT_EQ(in_parts.size(), at_once.size());
  for (std::size_t i = 0; i < at_once.size(); ++i) {
    EXPECT_EQ(in_parts[i].x, at_once[i].x);
    EXPECT_EQ(in_parts[i].y, at_once[i].y);
    if (i == 0) continue;
    EXPECT_TRUE(at_once[i - 1].y < at_once[i].y || at_once[i - 1].x < at_once[i].x);
  }
}

}  // namespace
}  // namespace herald
