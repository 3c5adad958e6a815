#include "segmentation/phantom/phantom_builder.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>

#include "segmentation/phantom/phantom_cell_truth.h"
#include "segmentation/phantom/phantom_cells.h"
#include "segmentation/phantom/phantom_layout.h"
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
  options.blush_od = 0.1;
  options.hematoxylin_scale = 3;
  options.optics = PhantomOptics::kLight;
  options.glare = 0.03;
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

PhantomOptions laidOut(PhantomTumourLayout layout) {
  PhantomOptions options = mixedOptions();
  options.width_px = options.height_px = 1000;
  options.layout = layout;
  return options;
}

// Share of places on the slide that lie in a tumour cell.
double tumourShare(const PhantomScene& scene) {
  const double edge_um = scene.options.width_px * scene.options.mpp_um;
  int inside = 0;
  for (int k = 0; k < 400; ++k) {
    const PointUm at{(k % 20 + 0.5) * edge_um / 20, (k / 20 + 0.5) * edge_um / 20};
    inside += std::any_of(scene.cells.begin(), scene.cells.end(),
                          [&](const PhantomCell& cell) {
                            return cell.kind == PhantomCellKind::kTumour && insidePolygon(cell.outline, at);
                          })
                  ? 1
                  : 0;
  }
  return inside / 400.0;
}

// Number of tumour cells by how many tumour cells they touch.
std::array<int, 16> neighbours(const PhantomScene& scene) {
  std::array<int, 16> counts{};
  for (const PhantomCell& cell : scene.cells) {
    if (cell.kind != PhantomCellKind::kTumour) continue;
    const auto shared = std::count_if(cell.membranes.begin(), cell.membranes.end(),
                                      [&](int m) { return scene.membranes[static_cast<std::size_t>(m)].cell_b >= 0; });
    ++counts[static_cast<std::size_t>(std::min<std::ptrdiff_t>(shared, 15))];
  }
  return counts;
}

TEST(PhantomLayouts, ASolidFieldIsTumourWithoutGlassOrHoles) {
  PhantomOptions options = laidOut(PhantomTumourLayout::kSolid);
  options.tissue_fraction = 1;
  EXPECT_GT(tumourShare(buildPhantomScene(options)), 0.99);
  options.tissue_fraction = 0.6;
  EXPECT_NEAR(tumourShare(buildPhantomScene(options)), 0.6, 0.06);
}

TEST(PhantomLayouts, AFieldWithoutGlassIsCutAtTheBorder) {
  PhantomOptions options = laidOut(PhantomTumourLayout::kSolid);
  options.tissue_fraction = 1;
  const PhantomScene scene = buildPhantomScene(options);
  const double edge_um = options.width_px * options.mpp_um;
  int cut = 0;
  for (const PhantomCell& cell : scene.cells) {
    if (cell.kind != PhantomCellKind::kTumour) continue;
    const auto off = [&](PointUm p) { return p.x < 0 || p.y < 0 || p.x > edge_um || p.y > edge_um; };
    const auto outside = std::count_if(cell.outline.begin(), cell.outline.end(), off);
    cut += outside > 0 && outside < static_cast<std::ptrdiff_t>(cell.outline.size()) ? 1 : 0;
  }
  EXPECT_GT(cut, 40);
  EXPECT_GT(tumourShare(scene), 0.99);
}

TEST(PhantomLayouts, CellsOfASingleFileTouchTwoOthersAtMost) {
  const std::array<int, 16> counts = neighbours(buildPhantomScene(laidOut(PhantomTumourLayout::kFiles)));
  const double total = std::accumulate(counts.begin(), counts.end(), 0.0);
  EXPECT_GT(total, 60);
  EXPECT_LT(total - counts[0] - counts[1] - counts[2], 0.02 * total);
  EXPECT_GT(counts[2], 0.4 * total);
}

TEST(PhantomLayouts, CordsHaveNoCellInsideOfACrowd) {
  const std::array<int, 16> counts = neighbours(buildPhantomScene(laidOut(PhantomTumourLayout::kStrands)));
  const double total = std::accumulate(counts.begin(), counts.end(), 0.0);
  EXPECT_GT(total, 100);
  double sum = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) sum += static_cast<double>(i) * counts[i];
  const std::array<int, 16> crowd = neighbours(mixedScene());
  const double crowded = std::accumulate(crowd.begin() + 6, crowd.end(), 0.0);
  EXPECT_GT(sum / total, 2.2);
  EXPECT_LT(sum / total, 4.4);
  EXPECT_LT(std::accumulate(counts.begin() + 7, counts.end(), 0.0), 0.03 * total);
  EXPECT_GT(crowded, 0.2 * std::accumulate(crowd.begin(), crowd.end(), 0.0));
}

TEST(PhantomLayouts, MuscleAndLymphoidTissueHoldNoTumour) {
  PhantomOptions options = laidOut(PhantomTumourLayout::kNests);
  options.muscle_fraction = 1;
  const PhantomScene muscle = buildPhantomScene(options);
  EXPECT_EQ(count(muscle, PhantomCellKind::kTumour), 0);
  EXPECT_GT(count(muscle, PhantomCellKind::kStroma), 60);
  options.muscle_fraction = 0;
  options.lymphoid_fraction = 1;
  const PhantomScene lymphoid = buildPhantomScene(options);
  EXPECT_EQ(count(lymphoid, PhantomCellKind::kTumour), 0);
  EXPECT_GT(count(lymphoid, PhantomCellKind::kLymphocyte), 250);
}

TEST(PhantomLayouts, OtherTissueTakesTheShareAskedFor) {
  PhantomOptions options = laidOut(PhantomTumourLayout::kSolid);
  options.tissue_fraction = 1;
  options.muscle_fraction = 0.3;
  options.lymphoid_fraction = 0.2;
  const PhantomLayout layout(options);
  std::array<int, 6> zones{};
  for (int k = 0; k < 10000; ++k) {
    ++zones[static_cast<std::size_t>(layout.zone({(k % 100 + 0.5) * 2.5, (k / 100 + 0.5) * 2.5}))];
  }
  EXPECT_NEAR(zones[static_cast<std::size_t>(PhantomZone::kMuscle)], 3000, 200);
  EXPECT_NEAR(zones[static_cast<std::size_t>(PhantomZone::kLymphoid)], 2000, 200);
  EXPECT_NEAR(zones[static_cast<std::size_t>(PhantomZone::kNest)], 5000, 300);
  EXPECT_NEAR(tumourShare(buildPhantomScene(options)), 0.5, 0.08);
}

TEST(PhantomScene, WideNucleiFillTheirCells) {
  const auto share = [](double fraction) {
    PhantomOptions options = mixedOptions();
    options.width_px = options.height_px = 800;
    options.nucleus_fraction = fraction;
    const PhantomScene scene = buildPhantomScene(options);
    double nuclei = 0;
    double cells = 0;
    for (const PhantomCell& cell : scene.cells) {
      if (cell.kind != PhantomCellKind::kTumour) continue;
      cells += polygonArea(cell.outline);
      nuclei += polygonArea(nucleusOutline(scene.nuclei[static_cast<std::size_t>(cell.nucleus)], 48));
    }
    return nuclei / cells;
  };
  EXPECT_LT(share(0.2), 0.25);
  EXPECT_LT(share(0.34), 0.4);
  EXPECT_GT(share(0.75), 0.6);
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
