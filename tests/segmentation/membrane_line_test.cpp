#include "segmentation/membrane_line.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "../support/seeded_random.h"
#include "synthetic_planes.h"

namespace herald {
namespace {

constexpr int kOffsets = 11;
constexpr int kMiddle = kOffsets / 2;

// A faint line whose offset swings round the cell, in noise about as strong.
int trueOffset(std::size_t sector) {
  return kMiddle + static_cast<int>(std::lround(2.5 * std::sin(sectorAngle(sector))));
}

LineContrasts faintLine(double line, double noise) {
  SeededRandom random(7);
  LineContrasts contrasts;
  contrasts.offsets = kOffsets;
  for (std::size_t sector = 0; sector < kMembraneSectors; ++sector) {
    for (int k = 0; k < kOffsets; ++k) {
      contrasts.at[sector][static_cast<std::size_t>(k)] =
          static_cast<float>((k == trueOffset(sector) ? line : 0) + random.between(-noise, noise));
    }
  }
  return contrasts;
}

TEST(MembraneLine, FollowsALineThatNoSingleSectorShows) {
  const LineContrasts contrasts = faintLine(0.05, 0.05);
  int followed = 0;
  int strongest = 0;
  const auto path = followLine(contrasts, 0.02F);
  for (std::size_t sector = 0; sector < kMembraneSectors; ++sector) {
    const auto& at = contrasts.at[sector];
    const auto largest = std::max_element(at.begin(), at.begin() + kOffsets) - at.begin();
    followed += path[sector] == trueOffset(sector) ? 1 : 0;
    strongest += largest == trueOffset(sector) ? 1 : 0;
  }
  EXPECT_LT(strongest, 48);
  EXPECT_GT(followed, 54);
}

TEST(MembraneLine, ChangesByOneOffsetAtMostAndCloses) {
  const auto path = followLine(faintLine(0.1, 0.1), 0.0F);
  for (std::size_t sector = 0; sector < kMembraneSectors; ++sector) {
    EXPECT_LE(std::abs(path[sector] - path[(sector + 1) % kMembraneSectors]), 1) << sector;
  }
}

// Few offsets are summed in one vector, many in several.
TEST(MembraneLine, OffsetsThatNobodyTakesDoNotMatter) {
  const LineContrasts few = faintLine(0.1, 0.03);
  LineContrasts many = few;
  many.offsets = 21;
  for (auto& at : many.at) {
    std::fill_n(at.begin(), 21, -1.0F);
    std::copy_n(few.at[static_cast<std::size_t>(&at - many.at.data())].begin(), kOffsets, at.begin() + 5);
  }
  const auto path = followLine(few, 0.02F);
  const auto same = followLine(many, 0.02F);
  for (std::size_t sector = 0; sector < kMembraneSectors; ++sector) EXPECT_EQ(same[sector], path[sector] + 5);
}

TEST(MembraneLine, ATurnOfTheSectorsTurnsThePath) {
  const LineContrasts contrasts = faintLine(0.1, 0.03);
  const auto path = followLine(contrasts, 0.02F);
  LineContrasts turned = contrasts;
  for (std::size_t i = 0; i < kMembraneSectors; ++i) turned.at[(i + 13) % kMembraneSectors] = contrasts.at[i];
  const auto turned_path = followLine(turned, 0.02F);
  for (std::size_t i = 0; i < kMembraneSectors; ++i) EXPECT_EQ(turned_path[(i + 13) % kMembraneSectors], path[i]);
}

TEST(MembraneLine, RefusesMoreOffsetsThanItHolds) {
  LineContrasts contrasts;
  contrasts.offsets = kMostLineOffsets + 1;
  EXPECT_THROW((void)followLine(contrasts, 0), std::logic_error);
}

}  // namespace
}  // namespace herald
