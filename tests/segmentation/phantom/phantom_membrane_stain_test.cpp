#include "segmentation/phantom/phantom_membrane_stain.h"

#include <gtest/gtest.h>

#include <numeric>

namespace herald {
namespace {

constexpr std::size_t kStretches = 40;

PhantomMembrane membraneOf(double length_um) {
  PhantomMembrane membrane;
  membrane.length_um = length_um;
  membrane.dab_od.resize(kStretches);
  return membrane;
}

std::vector<float> densities(const PhantomMembrane& membrane, const PhantomLineTexture& texture,
                             const PhantomMembraneStain& stain) {
  std::vector<float> ods;
  for (std::size_t i = 0; i < kStretches; ++i) ods.push_back(odOfStretch(membrane, texture, stain, i));
  return ods;
}

TEST(PhantomMembraneStain, LiesOnItsArcOnly) {
  const std::vector<float> ods = densities(membraneOf(10), {1, 0}, {0.4, 0.25, 0.5});
  for (std::size_t i = 0; i < kStretches; ++i) EXPECT_EQ(ods[i] > 0, i >= 10 && i < 20) << i;
}

TEST(PhantomMembraneStain, IsAsDenseAsItsLevelOnTheWhole) {
  double sum = 0;
  constexpr std::size_t kMembranes = 200;
  for (std::size_t membrane = 0; membrane < kMembranes; ++membrane) {
    const std::vector<float> ods = densities(membraneOf(10), {7, membrane}, {0.4, 0, 1});
    sum += std::accumulate(ods.begin(), ods.end(), 0.0) / kStretches;
  }
  EXPECT_NEAR(sum / kMembranes, 0.4, 0.08);
}

TEST(PhantomMembraneStain, OfTwoMembranesHasTwoTextures) {
  const PhantomMembraneStain stain{0.4, 0, 1};
  EXPECT_EQ(densities(membraneOf(10), {1, 3}, stain), densities(membraneOf(10), {1, 3}, stain));
  EXPECT_NE(densities(membraneOf(10), {1, 3}, stain), densities(membraneOf(10), {1, 4}, stain));
  EXPECT_NE(densities(membraneOf(10), {1, 3}, stain), densities(membraneOf(10), {2, 3}, stain));
}

TEST(PhantomMembraneStain, IsSummedOverWhatCountsAsStained) {
  const PhantomMembrane membrane = membraneOf(10);
  const PhantomMembraneStain stain{0.06, 0, 1};  // some beads are paler than kPhantomStainedOd
  const std::vector<float> ods = densities(membrane, {1, 0}, stain);
  double od_um = 0;
  double stained_um = 0;
  for (const float od : ods) {
    if (od < kPhantomStainedOd) continue;
    stained_um += 10.0 / kStretches;
    od_um += 10.0 / kStretches * static_cast<double>(od);
  }
  const PhantomStainSum sum = sumOf(membrane, {1, 0}, stain);
  EXPECT_DOUBLE_EQ(sum.stained_um, stained_um);
  EXPECT_DOUBLE_EQ(sum.od_um, od_um);
  EXPECT_LT(sum.stained_um, 10);
  EXPECT_GT(sum.stained_um, 0);
}

TEST(PhantomMembraneStain, WithoutLevelIsNone) {
  EXPECT_EQ(sumOf(membraneOf(10), {1, 0}, {}).stained_um, 0);
  EXPECT_EQ(odOfStretch(membraneOf(10), {1, 0}, {0, 0, 1}, 5), 0);
}

}  // namespace
}  // namespace herald
