#include "segmentation/tumour_cells.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "../support/cell_equality.h"
#include "../support/expect_refusal.h"
#include "../support/seeded_random.h"

namespace herald {
namespace {

const PixelSize kPixelSize{0.25};

CellRecord cellAt(int x, int y, double ring_od = 0.05, double ring_hematoxylin_od = 0.02,
                  double nucleus_area_um2 = 40) {
  CellRecord cell;
  cell.seed = {x, y};
  cell.ring_od_p50 = static_cast<float>(ring_od);
  cell.ring_od_p10 = static_cast<float>(ring_od / 2);
  cell.ring_hematoxylin_od = static_cast<float>(ring_hematoxylin_od);
  cell.nucleus_hematoxylin_od = 0.1F;
  cell.nucleus_area_um2 = static_cast<float>(nucleus_area_um2);
  return cell;
}

std::vector<CellRecord> randomCells(int count, std::uint64_t seed) {
  SeededRandom random(seed);
  std::vector<CellRecord> cells;
  for (int i = 0; i < count; ++i) {
    cells.push_back(
        cellAt(random.integer(-500, 1500), random.integer(-500, 1500), random.between(0, 0.2), random.between(0, 0.1)));
  }
  const auto before = [](const CellRecord& a, const CellRecord& b) { return a.seed < b.seed; };
  std::sort(cells.begin(), cells.end(), before);
  cells.erase(std::unique(cells.begin(), cells.end(), [](const auto& a, const auto& b) { return a.seed == b.seed; }),
              cells.end());
  return cells;
}

TEST(Neighbourhoods, AreCountedAndAveragedWithinTheRadiusItselfIncluded) {
  // 100 px = 25 um: the second is just within, the third just beyond.
  std::vector<CellRecord> cells{cellAt(0, 0, 0.05, 0.02, 30), cellAt(100, 0, 0.05, 0.06, 50),
                                cellAt(0, 101, 0.05, 0, 9)};
  measureNeighbourhoods(cells, kPixelSize, 25);
  EXPECT_EQ(cells[0].neighbours_25um, 1);
  EXPECT_NEAR(static_cast<double>(cells[0].neighbourhood_nucleus_area_um2), 40, 1e-4);
  EXPECT_NEAR(static_cast<double>(cells[0].neighbourhood_hematoxylin_ratio), 0.4, 1e-5);
  EXPECT_EQ(cells[2].neighbours_25um, 0);
  EXPECT_NEAR(static_cast<double>(cells[2].neighbourhood_nucleus_area_um2), 9, 1e-5);
}

TEST(Neighbourhoods, CompareTheRingsWithin15MicrometresWithThoseWithin100) {
  // 60 px = 15 um, 400 px = 100 um; the last lies beyond both.
  std::vector<CellRecord> cells{cellAt(0, 0, 0.05), cellAt(60, 0, 0.05), cellAt(0, 400, 0.025), cellAt(-350, 0, 0.025),
                                cellAt(401, 0, 0.09)};
  measureNeighbourhoods(cells, kPixelSize, 25);
  EXPECT_NEAR(static_cast<double>(cells[0].ring_od_p50_contrast), std::log(2.0) / 2, 1e-5);
  EXPECT_NEAR(static_cast<double>(cells[0].ring_od_p10_contrast), (std::log(0.025) - std::log(0.02)) / 2, 1e-5);
}

TEST(Neighbourhoods, OfAnEvenTissueHaveNoContrastWhateverItsDensity) {
  for (const double ring_od : {0.0, 0.03, 0.08, 0.4}) {
    std::vector<CellRecord> cells = randomCells(200, 65);
    for (CellRecord& cell : cells) cell = cellAt(cell.seed.x, cell.seed.y, ring_od);
    measureNeighbourhoods(cells, kPixelSize, 25);
    for (const CellRecord& cell : cells) EXPECT_NEAR(static_cast<double>(cell.ring_od_p50_contrast), 0, 1e-6);
  }
}

TEST(Neighbourhoods, DoNotTakeMoreDabForMoreCytoplasm) {
  std::vector<CellRecord> cells{cellAt(0, 0, 0.06), cellAt(200, 0, 0.9)};
  cells[0].ring_od_p10 = cells[1].ring_od_p10 = 0.05F;
  measureNeighbourhoods(cells, kPixelSize, 25);
  EXPECT_NEAR(static_cast<double>(cells[0].ring_od_p50_contrast), 0, 1e-6);
  EXPECT_NEAR(static_cast<double>(cells[1].ring_od_p50_contrast), 0, 1e-6);
}

TEST(Neighbourhoods, EqualASearchOfAllPairs) {
  std::vector<CellRecord> cells = randomCells(300, 61);
  measureNeighbourhoods(cells, kPixelSize, 25);
  const auto logarithm = [](const CellRecord& cell) {
    return std::log(std::clamp(static_cast<double>(cell.ring_od_p50), 0.02, 0.06));
  };
  for (const CellRecord& cell : cells) {
    int neighbours = -1;
    double near_sum = 0, near_count = 0, far_sum = 0, far_count = 0;
    for (const CellRecord& other : cells) {
      const double distance_px = std::hypot(other.seed.x - cell.seed.x, other.seed.y - cell.seed.y);
      if (distance_px <= 100) ++neighbours;
      if (distance_px <= 60) near_sum += logarithm(other), ++near_count;
      if (distance_px <= 400) far_sum += logarithm(other), ++far_count;
    }
    EXPECT_EQ(cell.neighbours_25um, static_cast<float>(neighbours));
    EXPECT_NEAR(static_cast<double>(cell.ring_od_p50_contrast), near_sum / near_count - far_sum / far_count, 1e-5);
  }
}

TEST(Neighbourhoods, DoNotDependOnTheOrderOfCells) {
  std::vector<CellRecord> ordered = randomCells(300, 62);
  std::vector<CellRecord> reversed(ordered.rbegin(), ordered.rend());
  measureNeighbourhoods(ordered, kPixelSize, 25);
  measureNeighbourhoods(reversed, kPixelSize, 25);
  std::reverse(reversed.begin(), reversed.end());
  EXPECT_TRUE(sameCells(ordered, reversed));
}

TEST(Neighbourhoods, DoNotDependOnWhereTheSlideBegins) {
  std::vector<CellRecord> here = randomCells(200, 63);
  std::vector<CellRecord> there = here;
  const Level0Pixel shift{-12345, 777};
  for (CellRecord& cell : there) cell.seed = {cell.seed.x + shift.x, cell.seed.y + shift.y};
  measureNeighbourhoods(here, kPixelSize, 25);
  measureNeighbourhoods(there, kPixelSize, 25);
  for (std::size_t i = 0; i < here.size(); ++i) {
    EXPECT_EQ(here[i].neighbours_25um, there[i].neighbours_25um);
    EXPECT_EQ(here[i].ring_od_p50_contrast, there[i].ring_od_p50_contrast);
    EXPECT_EQ(here[i].neighbourhood_hematoxylin_ratio, there[i].neighbourhood_hematoxylin_ratio);
  }
}

TEST(Neighbourhoods, OfNoCellsAreNone) {
  EXPECT_NO_THROW(measureNeighbourhoods(std::span<CellSummary>(), kPixelSize, 25));
}

TEST(TumourProbability, IsAProbabilityEvenForExtremeCells) {
  CellRecord extreme;
  extreme.neighbourhood_nucleus_area_um2 = 1e6F;
  EXPECT_LE(tumourProbability(extreme), 1);
  CellRecord empty;
  empty.ring_od_p50_contrast = -1e6F;
  EXPECT_GE(tumourProbability(empty), 0);
}

TEST(TumourProbability, RisesWithEverythingThatSpeaksForEpithelium) {
  for (float CellRecord::*field :
       {&CellRecord::ring_od_p50_contrast, &CellRecord::ring_od_p10_contrast,
        &CellRecord::neighbourhood_nucleus_area_um2, &CellRecord::neighbourhood_hematoxylin_ratio}) {
    CellRecord cell;
    cell.neighbourhood_nucleus_area_um2 = 40;
    const double before = tumourProbability(cell);
    cell.*field += 0.5F;
    EXPECT_GT(tumourProbability(cell), before);
  }
}

TEST(TumourProbability, DoesNotLookAtTheMarker) {
  CellRecord cell;
  const double before = tumourProbability(cell);
  cell.membrane.peak.fill(200);
  cell.membrane.contrast.fill(200);
  cell.cytoplasm_dab_od = cell.nucleus_dab_od = 2;
  EXPECT_EQ(tumourProbability(cell), before);
}

// A gland of 21 x 5 cells, 8 um apart, in a field of stroma; lymphocytes in a cluster below. `density` is the tissue's.
struct Scene {
  std::vector<CellRecord> cells;
  std::vector<bool> epithelium;

  explicit Scene(double density) {
    for (int row = -12; row <= 12; ++row) {
      for (int column = -20; column <= 20; ++column) {
        const bool gland = std::abs(row) <= 2 && std::abs(column) <= 10;
        const bool lymphocytes = row >= 7 && std::abs(column) <= 5;
        const double ring_od = density * (gland ? 0.06 : lymphocytes ? 0.035 : 0.025);
        const double hematoxylin_od = density * (gland ? 0.05 : 0.02);
        cells.push_back(cellAt(32 * column, 32 * row, ring_od, hematoxylin_od, gland ? 45 : lymphocytes ? 22 : 25));
        cells.back().nucleus_hematoxylin_od = static_cast<float>(density * (lymphocytes ? 0.25 : 0.12));
        epithelium.push_back(gland);
      }
    }
    measureNeighbourhoods(cells, kPixelSize, 25);
    selectTumourCells(cells, {});
  }
};

TEST(SelectTumourCells, TellsAGlandFromStromaAndLymphocytesOnPaleAndDarkSlides) {
  for (const double density : {0.9, 1.2, 1.6}) {
    const Scene scene(density);
    int right = 0;
    for (std::size_t i = 0; i < scene.cells.size(); ++i) right += scene.cells[i].tumour == scene.epithelium[i] ? 1 : 0;
    EXPECT_GE(right, static_cast<int>(0.95 * static_cast<double>(scene.cells.size()))) << density;
    EXPECT_TRUE(scene.cells[12 * 41 + 20].tumour);   // middle of the gland
    EXPECT_FALSE(scene.cells[22 * 41 + 20].tumour);  // middle of the lymphocytes
  }
}

std::vector<CellRecord> clearCases() {
  std::vector<CellRecord> cells{cellAt(0, 0), cellAt(10, 0), cellAt(20, 0)};
  for (CellRecord& cell : cells) cell.neighbourhood_nucleus_area_um2 = 5;
  cells[0].neighbourhood_nucleus_area_um2 = 150;
  cells[2].excluded = Exclusion::kOutOfFocus;
  return cells;
}

TEST(SelectTumourCells, ExcludesWhatIsNotTumourAndKeepsOtherReasons) {
  std::vector<CellRecord> cells = clearCases();
  selectTumourCells(cells, {});
  EXPECT_TRUE(cells[0].tumour);
  EXPECT_TRUE(cells[0].counted());
  EXPECT_FALSE(cells[1].tumour);
  EXPECT_EQ(cells[1].excluded, Exclusion::kNotTumour);
  EXPECT_FALSE(cells[2].tumour);
  EXPECT_EQ(cells[2].excluded, Exclusion::kOutOfFocus);
}

TEST(SelectTumourCells, TakesEveryCellWhenAskedTo) {
  for (const TumourSelection selection : {TumourSelection::kAll, TumourSelection::kRoi}) {
    std::vector<CellRecord> cells = clearCases();
    TumourCellOptions options;
    options.selection = selection;
    selectTumourCells(cells, options);
    for (const CellRecord& cell : cells) EXPECT_TRUE(cell.tumour);
    EXPECT_TRUE(cells[1].counted());
    EXPECT_EQ(cells[2].excluded, Exclusion::kOutOfFocus);
    EXPECT_LT(cells[1].tumour_probability, 0.5F);
  }
}

TEST(SelectTumourCells, TheThresholdItselfCounts) {
  std::vector<CellRecord> cells = clearCases();
  selectTumourCells(cells, {});
  TumourCellOptions options;
  options.minimum_probability = std::round(tumourProbability(cells[0]) * 1000) / 1000;
  selectTumourCells(cells, options);
  EXPECT_TRUE(cells[0].tumour);
}

TEST(SelectTumourCells, ProbabilitiesAreWholeThousandths) {
  std::vector<CellRecord> cells = randomCells(50, 64);
  selectTumourCells(cells, {});
  for (const CellRecord& cell : cells) {
    const double thousandths = static_cast<double>(cell.tumour_probability) * 1000;
    EXPECT_NEAR(thousandths, std::round(thousandths), 1e-3);
    EXPECT_NEAR(static_cast<double>(cell.tumour_probability), tumourProbability(cell), 0.00051);
  }
}

TEST(TumourCellOptions, RefuseValuesOutOfRange) {
  const auto refused = [](double TumourCellOptions::*field, double value, const char* message) {
    TumourCellOptions options;
    options.*field = value;
    expectRefusal([&] { validate(options); }, {message});
    std::vector<CellRecord> cells = clearCases();
    EXPECT_THROW(selectTumourCells(cells, options), std::invalid_argument);
  };
  refused(&TumourCellOptions::minimum_probability, 1.1, "tumour.minimum_probability");
  refused(&TumourCellOptions::minimum_probability, std::nan(""), "tumour.minimum_probability");
  refused(&TumourCellOptions::neighbourhood_um, 4, "tumour.neighbourhood_um");
  refused(&TumourCellOptions::neighbourhood_um, 201, "tumour.neighbourhood_um");
  EXPECT_NO_THROW(validate(TumourCellOptions{}));
}

TEST(SelectTumourCells, ForgetsAnEarlierSelection) {
  std::vector<CellRecord> cells(1);
  selectTumourCells(cells, {});
  ASSERT_EQ(cells[0].excluded, Exclusion::kNotTumour);
  selectTumourCells(cells, {.selection = TumourSelection::kAll});
  EXPECT_TRUE(cells[0].counted());
}

}  // namespace
}  // namespace herald
