#include "segmentation/phantom/phantom_cell_truth.h"

#include <gtest/gtest.h>

namespace herald {
namespace {

PhantomMembrane membraneOf(double length_um, std::vector<float> dab_od, double width_um) {
  PhantomMembrane membrane;
  membrane.length_um = length_um;
  membrane.dab_od = std::move(dab_od);
  membrane.width_um = width_um;
  return membrane;
}

TEST(PatternOf, FollowsTheCuts) {
  const PhantomCuts cuts;
  const auto name = [&](double completeness, double dab_od) {
    return kPhantomPatternNames.at(static_cast<std::size_t>(patternOf(completeness, dab_od, cuts)));
  };
  EXPECT_EQ(name(0.149, 0.9), "none");
  EXPECT_EQ(name(0.15, 0.1), "iw");
  EXPECT_EQ(name(0.79, 0.2), "im");
  EXPECT_EQ(name(0.79, 0.45), "is");
  EXPECT_EQ(name(0.80, 0.1), "cw");
  EXPECT_EQ(name(0.80, 0.44), "cm");
  EXPECT_EQ(name(1.00, 0.45), "cs");
}

TEST(PatternCounts, AreOfTumourCells) {
  PhantomScene scene;
  PhantomCell strong;
  strong.completeness = 1;
  strong.dab_od = 0.9;
  PhantomCell stroma = strong;
  stroma.kind = PhantomCellKind::kStroma;
  scene.cells = {strong, PhantomCell{}, strong, stroma};
  EXPECT_EQ(patternCounts(scene), (std::array<int, 7>{1, 0, 0, 0, 0, 0, 2}));
}

TEST(MeasureTruth, WeighsMembranesByTheirStainedLength) {
  // 5 of 12 um are stained: 1 um at 0.2 on a line 1 um wide, 4 um at 0.4 on a line 2 um wide.
  const std::vector<PhantomMembrane> membranes = {membraneOf(2, {0.2F, 0}, 1), membraneOf(9, {0.9F}, 3),
                                                  membraneOf(10, {0.01F, 0.04F, 0.4F, 0, 0.4F}, 2)};
  PhantomCell cell;
  cell.membranes = {0, 2};
  measureTruth(cell, membranes);
  EXPECT_NEAR(cell.completeness, 5.0 / 12, 1e-6);
  EXPECT_NEAR(cell.dab_od, (1 * 0.2 + 4 * 0.4) / 5, 1e-6);
  EXPECT_NEAR(cell.width_um, (1 * 1.0 + 4 * 2.0) / 5, 1e-6);
}

TEST(MeasureTruth, OfACellWithoutStainIsNought) {
  PhantomCell cell;
  cell.membranes = {0};
  cell.width_um = 7;
  measureTruth(cell, {membraneOf(3, {0, 0.049F, 0}, 1)});
  EXPECT_EQ(cell.completeness, 0);
  EXPECT_EQ(cell.dab_od, 0);
  EXPECT_EQ(cell.width_um, 0);
}

}  // namespace
}  // namespace herald
