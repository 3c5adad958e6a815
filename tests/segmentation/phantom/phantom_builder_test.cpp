#include "segmentation/phantom/phantom_builder.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>

#include "segmentation/phantom/phantom_cell_truth.h"
#include "segmentation/phantom/phantom_cells.h"
#include "segmentation/phantom/phantom_nuclei.h"

namespace herald {
namespace {

PhantomOptions mixedOptions() {
  PhantomOptions options;
  options.seed = 5;
  options.width_px = options.height_px = 1200;
  options.mix = {0.2, 0.2, 0.1, 0.05, 0.15, 0.15, 0.15};
  return options;
}

const PhantomScene& mixedScene() {
  static const PhantomScene scene = buildPhantomScene(mixedOptions());
  return scene;
}

int count(const PhantomScene& scene, PhantomCellKind kind) {
  return static_cast<int>(std::count_if(scene.cells.begin(), scene.cells.end(),
                                        [&](const PhantomCell& cell) { return cell.kind == kind; }));
}

TEST(PhantomScene, HasAllKindsOfCellsEachWithANucleus) {
  const PhantomScene& scene = mixedScene();
  EXPECT_GT(count(scene, PhantomCellKind::kTumour), 150);
  EXPECT_GT(count(scene, PhantomCellKind::kStroma), 10);
  EXPECT_GT(count(scene, PhantomCellKind::kLymphocyte), 2);
  for (const PhantomCell& cell : scene.cells) {
    ASSERT_GE(cell.nucleus, 0);
    ASSERT_LT(cell.nucleus, static_cast<int>(scene.nuclei.size()));
  }
}

TEST(PhantomScene, SameSeedSameSceneOtherSeedAnother) {
  const PhantomScene again = buildPhantomScene(mixedOptions());
  ASSERT_EQ(again.cells.size(), mixedScene().cells.size());
  for (std::size_t i = 0; i < again.cells.size(); ++i) {
    ASSERT_EQ(again.cells[i].completeness, mixedScene().cells[i].completeness);
  }
  PhantomOptions other = mixedOptions();
  other.seed = 6;
  EXPECT_NE(buildPhantomScene(other).membranes.size(), again.membranes.size());
}

TEST(PhantomScene, TruthHasTheMixAskedFor) {
  const std::array<int, 7> counts = patternCounts(mixedScene());
  const double total = std::accumulate(counts.begin(), counts.end(), 0.0);
  for (std::size_t i = 0; i < counts.size(); ++i) {
    EXPECT_NEAR(counts[i] / total, mixedOptions().mix[i], 0.02) << kPhantomPatternNames[i];
  }
}

TEST(PhantomScene, TruthIsRecomputedFromTheMembranes) {
  const PhantomScene& scene = mixedScene();
  for (const PhantomCell& cell : scene.cells) {
    if (cell.kind != PhantomCellKind::kTumour) continue;
    double stained = 0;
    double length = 0;
    double od_um = 0;
    for (const int index : cell.membranes) {
      const PhantomMembrane& membrane = scene.membranes[static_cast<std::size_t>(index)];
      const double step = membrane.length_um / static_cast<double>(membrane.dab_od.size());
      for (const float od : membrane.dab_od) {
        length += step;
        if (od >= kPhantomStainedOd) stained += step, od_um += step * od;
      }
    }
    ASSERT_NEAR(cell.completeness, stained / length, 1e-9);
    ASSERT_NEAR(cell.dab_od, stained > 0 ? od_um / stained : 0, 1e-9);
  }
}

TEST(PhantomScene, SharedMembranesCountForBothCells) {
  PhantomScene scene = mixedScene();
  const auto shared = std::find_if(scene.membranes.begin(), scene.membranes.end(),
                                   [](const PhantomMembrane& m) { return m.cell_b >= 0; });
  ASSERT_NE(shared, scene.membranes.end());
  const auto index = static_cast<int>(shared - scene.membranes.begin());
  for (const int cell_index : {shared->cell_a, shared->cell_b}) {
    PhantomCell& cell = scene.cells[static_cast<std::size_t>(cell_index)];
    EXPECT_EQ(std::count(cell.membranes.begin(), cell.membranes.end(), index), 1);
    std::fill(shared->dab_od.begin(), shared->dab_od.end(), 0.0F);
    measureTruth(cell, scene.membranes);
    const double without = cell.completeness;
    std::fill(shared->dab_od.begin(), shared->dab_od.end(), 0.5F);
    measureTruth(cell, scene.membranes);
    double length = 0;
    for (const int m : cell.membranes) length += scene.membranes[static_cast<std::size_t>(m)].length_um;
    EXPECT_NEAR(cell.completeness - without, shared->length_um / length, 1e-9);
  }
}

TEST(PhantomScene, StainOfAMembraneIsOneArc) {
  for (const PhantomMembrane& membrane : mixedScene().membranes) {
    int starts = 0;
    for (std::size_t i = 0; i < membrane.dab_od.size(); ++i) {
      if (membrane.dab_od[i] > 0 && (i == 0 || membrane.dab_od[i - 1] <= 0)) ++starts;
    }
    ASSERT_LE(starts, 1);
  }
}

TEST(PhantomScene, OutlinesCloseAndHaveTheLengthOfTheirMembranes) {
  const PhantomScene& scene = mixedScene();
  for (const PhantomCell& cell : scene.cells) {
    if (cell.kind != PhantomCellKind::kTumour) continue;
    double outline = 0;
    for (std::size_t i = 0; i < cell.outline.size(); ++i) {
      const PointUm& a = cell.outline[i];
      const PointUm& b = cell.outline[(i + 1) % cell.outline.size()];
      outline += std::hypot(b.x - a.x, b.y - a.y);
    }
    double membranes = 0;
    for (const int m : cell.membranes) membranes += scene.membranes[static_cast<std::size_t>(m)].length_um;
    ASSERT_NEAR(outline, membranes, 0.02 * membranes);
  }
}

TEST(PhantomScene, NucleiAreOfTheSizeAskedForAndInsideTheirCells) {
  const PhantomScene& scene = mixedScene();
  double radii = 0;
  int tumour = 0;
  int outside = 0;
  for (const PhantomCell& cell : scene.cells) {
    if (cell.kind != PhantomCellKind::kTumour) continue;
    const PhantomNucleus& nucleus = scene.nuclei[static_cast<std::size_t>(cell.nucleus)];
    radii += std::sqrt(polygonArea(nucleusOutline(nucleus, 48)) / 3.14159265);
    ++tumour;
    const auto outline = nucleusOutline(nucleus, 24);
    outside += static_cast<int>(
        std::count_if(outline.begin(), outline.end(), [&](PointUm p) { return !insidePolygon(cell.outline, p); }));
  }
  EXPECT_GT(radii / tumour, 2.6);
  EXPECT_LT(radii / tumour, 4.5);
  EXPECT_LT(outside, 0.01 * 24 * tumour);
}

TEST(PhantomScene, ImagingOptionsLeaveTheTruthAlone) {
  PhantomOptions options = mixedOptions();
  options.blur_um = 0.6;
  options.stain_scale = 0.8;
  options.cytoplasm_od = 0.2;
  options.background_rgb = {220, 225, 230};
  options.stains = rotatedStains(options.stains, 4);
  const PhantomScene scene = buildPhantomScene(options);
  ASSERT_EQ(scene.cells.size(), mixedScene().cells.size());
  for (std::size_t i = 0; i < scene.cells.size(); ++i) {
    ASSERT_EQ(scene.cells[i].completeness, mixedScene().cells[i].completeness);
    ASSERT_EQ(scene.cells[i].dab_od, mixedScene().cells[i].dab_od);
  }
}

TEST(PhantomScene, DoesNotDependOnThePixelSize) {
  PhantomOptions coarse = mixedOptions();
  coarse.mpp_um = 0.5;
  coarse.width_px = coarse.height_px = 600;
  const PhantomScene scene = buildPhantomScene(coarse);
  ASSERT_EQ(scene.cells.size(), mixedScene().cells.size());
  EXPECT_EQ(scene.nuclei.back().centre.x, mixedScene().nuclei.back().centre.x);
}

TEST(PhantomScene, TheSmallestSlideIsEmptyGlass) {
  PhantomOptions options;
  options.width_px = options.height_px = 64;
  EXPECT_EQ(count(buildPhantomScene(options), PhantomCellKind::kTumour), 0);
}

TEST(PhantomScene, WrongOptionsAreRefusedBeforeAnythingIsBuilt) {
  PhantomOptions options;
  options.cell_spacing_um = 3;
  EXPECT_THROW((void)buildPhantomScene(options), std::invalid_argument);
}

}  // namespace
}  // namespace herald
