#include "scoring/tuning/tunable_cuts.h"

#include <gtest/gtest.h>

namespace herald {
namespace {

bool varies(const TunableCuts& cuts, Cut cut) {
  return cuts.varied[static_cast<std::size_t>(cut)];
}

bool warnsOf(const TunableCuts& cuts, const std::string& text) {
  for (const std::string& warning : cuts.warnings)
    if (warning.find(text) != std::string::npos) return true;
  return false;
}

TEST(TunableCuts, AllAreWhereEveryScoreHasCasesEnough) {
  const TunableCuts cuts = tunableCuts({10, 20, 30, 10});
  for (const bool varied : cuts.varied) EXPECT_TRUE(varied);
  EXPECT_TRUE(cuts.warnings.empty());
}

TEST(TunableCuts, WithoutThreePlusTheStrongCutStaysAndIsNamed) {
  const TunableCuts cuts = tunableCuts({10, 20, 30, 0});
  EXPECT_FALSE(varies(cuts, Cut::kStrong));
  EXPECT_TRUE(varies(cuts, Cut::kModerate));
  EXPECT_TRUE(varies(cuts, Cut::kComplete));
  EXPECT_TRUE(warnsOf(cuts, "no case with reference 3+"));
  EXPECT_TRUE(warnsOf(cuts, "cell_class.strong_od_um stays"));
}

TEST(TunableCuts, OfTwoScoresApartNoCutCanBeTold) {
  const TunableCuts cuts = tunableCuts({50, 0, 0, 50});
  for (const bool varied : cuts.varied) EXPECT_FALSE(varied);
}

TEST(TunableCuts, FewCasesOfAClassAreCounted) {
  const TunableCuts cuts = tunableCuts({9, 20, 30, 10});
  EXPECT_TRUE(varies(cuts, Cut::kStained));
  EXPECT_TRUE(warnsOf(cuts, "only 9 cases with reference 0"));
}

}  // namespace
}  // namespace herald
