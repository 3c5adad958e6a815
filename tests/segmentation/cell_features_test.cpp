#include "segmentation/cell_features.h"

#include <gtest/gtest.h>

#include <cmath>

#include "segmentation/territories.h"
#include "stain/unmixing.h"
#include "synthetic_planes.h"

namespace herald {
namespace {

constexpr double kUmPerPx = 0.5;
constexpr int kReachPx = 40;

// A round cell: nucleus of 4 um in a territory of 10 um, with a membrane 1 um wide along its border.
struct RoundCell {
  AnalysisPlanes planes;
  Image<std::int16_t> smooth_od;
  Territories territories;
  NucleusSeed seed;
  NucleusOutline outline = roundNucleus(4);

  RoundCell(int size, int x_seed, int y_seed, double territory_um = 10) : seed{x_seed, y_seed, 0.2F, 4.0F} {
    for (auto* plane : {&planes.hematoxylin, &planes.dab, &planes.mean_od}) plane->reset(size, size, 0);
    smooth_od.reset(size, size, 200);
    territories.cell.reset(size, size, kNoCell);
    territories.nucleus.reset(size, size, 0);
    for (int y = 0; y < size; ++y) {
      for (int x = 0; x < size; ++x) {
        const double distance_um = std::hypot(x - x_seed, y - y_seed) * kUmPerPx;
        if (distance_um <= territory_um) territories.cell.at(x, y) = 0;
        if (distance_um > territory_um - 1) {
          planes.dab.at(x, y) = 800;
        } else if (distance_um > 4) {
          planes.dab.at(x, y) = 120;
        } else {
          territories.nucleus.at(x, y) = 1;
          planes.dab.at(x, y) = 50;
          planes.hematoxylin.at(x, y) = (x + y) % 2 == 0 ? 400 : 600;
        }
      }
    }
  }
  [[nodiscard]] CompartmentOd measure() const {
    CellFeatureScratch scratch;
    LabelWindow own;
    cutOut(territories.cell, 0, seed.x, seed.y, kReachPx, own);
    return measureCompartments({planes.hematoxylin, planes.dab, smooth_od, territories.nucleus}, own, seed, outline,
                               kUmPerPx, scratch);
  }
};

TEST(Compartments, OfARoundCellAreThosePainted) {
  const CompartmentOd od = RoundCell(80, 40, 38).measure();
  EXPECT_TRUE(od.has_cytoplasm);
  EXPECT_FLOAT_EQ(od.cytoplasm_dab_od, 0.12F);
  EXPECT_NEAR(static_cast<double>(od.nucleus_dab_od), 0.05, 1e-6);
  EXPECT_NEAR(static_cast<double>(od.nucleus_hematoxylin_od), 0.5, 0.005);
  EXPECT_NEAR(static_cast<double>(od.nucleus_hematoxylin_sd_od), 0.1, 0.001);
  EXPECT_FLOAT_EQ(od.ring_od_p50, 0.2F);
  EXPECT_NEAR(static_cast<double>(od.ring_od_cv), 0, 1e-4);
}

TEST(Compartments, CytoplasmKeepsClearOfTheMembrane) {
  RoundCell cell(80, 40, 40);
  // Half of the cytoplasm's pixels lie in the band along the border; their stain must not count.
  for (int y = 0; y < 80; ++y) {
    for (int x = 0; x < 80; ++x) {
      if (std::hypot(x - 40, y - 40) * kUmPerPx > 10 - kMembraneBandUm + 0.3) cell.planes.dab.at(x, y) = 5000;
    }
  }
  EXPECT_FLOAT_EQ(cell.measure().cytoplasm_dab_od, 0.12F);
}

TEST(Compartments, WithoutRoomBetweenNucleusAndBorderThereIsNoCytoplasm) {
  const CompartmentOd od = RoundCell(60, 30, 30, 4.5).measure();
  EXPECT_FALSE(od.has_cytoplasm);
  EXPECT_EQ(od.cytoplasm_dab_od, 0);
  EXPECT_GT(od.nucleus_hematoxylin_od, 0.4F);
}

TEST(Compartments, RingReachesFromTheNucleusToItsFarDistance) {
  RoundCell cell(80, 40, 40);
  for (int y = 0; y < 80; ++y) {
    for (int x = 0; x < 80; ++x) {
      const double beyond_um = std::hypot(x - 40, y - 40) * kUmPerPx - 4;
      if (beyond_um < -0.1 || beyond_um > kRingFarUm + 0.1) cell.smooth_od.at(x, y) = 9000;
    }
  }
  const CompartmentOd od = cell.measure();
  EXPECT_FLOAT_EQ(od.ring_od_p50, 0.2F);
  EXPECT_NEAR(static_cast<double>(od.ring_od_cv), 0, 1e-4);
}

TEST(Compartments, RingVariesWithItsGaps) {
  RoundCell cell(80, 40, 40);
  for (int y = 0; y < 80; ++y) {
    for (int x = 0; x < 80; ++x) cell.smooth_od.at(x, y) = x < 40 ? 100 : 300;
  }
  const CompartmentOd od = cell.measure();
  EXPECT_NEAR(static_cast<double>(od.ring_od_cv), 0.5, 0.02);  // mean 0.2, deviation 0.1
}

TEST(Compartments, TheLowPercentileOfTheRingShowsItsGaps) {
  RoundCell cell(80, 40, 40);
  for (int y = 0; y < 80; ++y) {
    for (int x = 0; x < 34; ++x) cell.smooth_od.at(x, y) = 10;  // about a third of the ring
  }
  const CompartmentOd od = cell.measure();
  EXPECT_FLOAT_EQ(od.ring_od_p50, 0.2F);
  EXPECT_FLOAT_EQ(od.ring_od_p10, 0.01F);
  EXPECT_FLOAT_EQ(RoundCell(80, 40, 40).measure().ring_od_p10, 0.2F);
}

TEST(Compartments, HaematoxylinOfTheRingLeavesTheNucleusAndDabOut) {
  RoundCell cell(80, 40, 40);
  EXPECT_EQ(cell.measure().ring_hematoxylin_od, 0);  // painted in the nucleus alone
  for (int y = 0; y < 80; ++y) {
    for (int x = 0; x < 80; ++x) {
      if (cell.territories.nucleus.at(x, y) == 0) cell.planes.hematoxylin.at(x, y) = x % 2 == 0 ? 40 : 80;
    }
  }
  EXPECT_NEAR(static_cast<double>(cell.measure().ring_hematoxylin_od), 0.06, 0.002);
}

TEST(Compartments, RingLeavesOtherNucleiOut) {
  RoundCell cell(80, 40, 40);
  for (int y = 34; y < 46; ++y) {
    for (int x = 50; x < 60; ++x) {
      cell.territories.nucleus.at(x, y) = 1;
      cell.territories.cell.at(x, y) = 1;
      cell.smooth_od.at(x, y) = 9000;
    }
  }
  EXPECT_NEAR(static_cast<double>(cell.measure().ring_od_cv), 0, 1e-4);
}

TEST(Compartments, ARingOnGlassHasNoVariation) {
  RoundCell cell(80, 40, 40);
  for (std::int16_t& value : cell.smooth_od.pixels()) value = 0;
  EXPECT_EQ(cell.measure().ring_od_p50, 0);
  EXPECT_EQ(cell.measure().ring_od_cv, 0);
}

TEST(Compartments, AreTheSameToTheLastBitWhereverTheCellLies) {
  const CompartmentOd a = RoundCell(90, 44, 41).measure();
  const CompartmentOd b = RoundCell(140, 91, 76).measure();
  EXPECT_EQ(a.cytoplasm_dab_od, b.cytoplasm_dab_od);
  EXPECT_EQ(a.nucleus_dab_od, b.nucleus_dab_od);
  EXPECT_EQ(a.nucleus_hematoxylin_sd_od, b.nucleus_hematoxylin_sd_od);
  EXPECT_EQ(a.ring_od_p50, b.ring_od_p50);
  EXPECT_EQ(a.ring_od_cv, b.ring_od_cv);
  EXPECT_EQ(a.ring_od_p10, b.ring_od_p10);
  EXPECT_EQ(a.ring_hematoxylin_od, b.ring_hematoxylin_od);
}

TEST(Compartments, OfACellAtTheBorderComeFromItsVisiblePart) {
  const CompartmentOd od = RoundCell(60, 0, 0).measure();
  EXPECT_TRUE(od.has_cytoplasm);
  EXPECT_FLOAT_EQ(od.cytoplasm_dab_od, 0.12F);
  EXPECT_NEAR(static_cast<double>(od.nucleus_dab_od), 0.05, 1e-6);
}

}  // namespace
}  // namespace herald
