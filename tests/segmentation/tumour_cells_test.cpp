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

CellRecord cellAt(int x, int y, double tissue_logit = 0) {
  CellRecord cell;
  cell.seed = {x, y};
  cell.tissue_logit = static_cast<float>(tissue_logit);
  return cell;
}

std::vector<CellRecord> randomCells(int count, std::uint64_t seed) {
  SeededRandom random(seed);
  std::vector<CellRecord> cells;
  for (int i = 0; i < count; ++i) {
    cells.push_back(cellAt(random.integer(-500, 1500), random.integer(-500, 1500), random.between(-8, 8)));
  }
  const auto before = [](const CellRecord& a, const CellRecord& b) { return a.seed < b.seed; };
  std::sort(cells.begin(), cells.end(), before);
  cells.erase(std::unique(cells.begin(), cells.end(), [](const auto& a, const auto& b) { return a.seed == b.seed; }),
              cells.end());
  return cells;
}

TEST(Neighbourhoods, AreCountedAndAveragedWithinTheRadiusItselfIncluded) {
  // 100 px = 25 um: the second is just within, the third just beyond.
  std::vector<CellRecord> cells{cellAt(0, 0, 3), cellAt(100, 0, -1), cellAt(0, 101, 8)};
  measureNeighbourhoods(cells, kPixelSize, 25);
  EXPECT_EQ(cells[0].neighbours_25um, 1);
  EXPECT_NEAR(static_cast<double>(cells[0].neighbourhood_tissue_logit), 1, 1e-6);
  EXPECT_EQ(cells[2].neighbours_25um, 0);
  EXPECT_NEAR(static_cast<double>(cells[2].neighbourhood_tissue_logit), 8, 1e-6);
}

TEST(Neighbourhoods, EqualASearchOfAllPairs) {
  std::vector<CellRecord> cells = randomCells(300, 61);
  for (const double radius_um : {5.0, 25.0, 200.0}) {
    measureNeighbourhoods(cells, kPixelSize, radius_um);
    for (const CellRecord& cell : cells) {
      double sum = 0;
      int count = 0;
      for (const CellRecord& other : cells) {
        if (std::hypot(other.seed.x - cell.seed.x, other.seed.y - cell.seed.y) > 4 * radius_um) continue;
        sum += static_cast<double>(other.tissue_logit);
        ++count;
      }
      EXPECT_EQ(cell.neighbours_25um, static_cast<float>(count - 1));
      EXPECT_NEAR(static_cast<double>(cell.neighbourhood_tissue_logit), sum / count, 1e-5);
    }
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
    EXPECT_EQ(here[i].neighbourhood_tissue_logit, there[i].neighbourhood_tissue_logit);
  }
}

TEST(Neighbourhoods, OfNoCellsAreNone) {
  EXPECT_NO_THROW(measureNeighbourhoods(std::span<CellSummary>(), kPixelSize, 25));
}

TEST(TumourProbability, IsAProbabilityEvenForExtremeCells) {
  CellRecord extreme;
  extreme.tissue_logit = extreme.neighbourhood_tissue_logit = 1e6F;
  EXPECT_LE(tumourProbability(extreme), 1);
  CellRecord empty;
  empty.tissue_logit = empty.neighbourhood_tissue_logit = -1e6F;
  EXPECT_GE(tumourProbability(empty), 0);
}

TEST(TumourProbability, RisesWithEverythingThatSpeaksForEpithelium) {
  for (float CellRecord::*field : {&CellRecord::tissue_logit, &CellRecord::neighbourhood_tissue_logit}) {
    CellRecord cell;
    const double before = tumourProbability(cell);
    cell.*field += 0.5F;
    EXPECT_GT(tumourProbability(cell), before);
  }
}

TEST(TumourProbability, DoesNotLookAtTheMarker) {
  CellRecord cell;
  const double before = tumourProbability(cell);
  cell.membrane.excess.fill(200);
  cell.membrane.contrast.fill(200);
  cell.cytoplasm_dab_od = cell.nucleus_dab_od = 2;
  cell.ring_od_p50 = cell.ring_od_p10 = 2;
  EXPECT_EQ(tumourProbability(cell), before);
}

// A gland of 21 x 5 cells, 8 um apart, in a field of stroma; of a tenth of all cells the net is wrong.
// Of a cell and those around it: as likely tumour as not.
double middleLogit() {
  double low = -20;
  double high = 20;
  for (int i = 0; i < 60; ++i) {
    const double middle = (low + high) / 2;
    CellRecord cell = cellAt(0, 0, middle);
    cell.neighbourhood_tissue_logit = cell.tissue_logit;
    (tumourProbability(cell) < 0.5 ? low : high) = middle;
  }
  return high;
}

TEST(SelectTumourCells, CellsAroundCorrectWhatTheNetSaysOfOne) {
  std::vector<CellRecord> cells;
  std::vector<bool> epithelium;
  SeededRandom random(66);
  for (int row = -12; row <= 12; ++row) {
    for (int column = -20; column <= 20; ++column) {
      epithelium.push_back(std::abs(row) <= 2 && std::abs(column) <= 10);
      const bool wrong = random.integer(0, 9) == 0;
      cells.push_back(
          cellAt(32 * column, 32 * row, middleLogit() + (epithelium.back() ? 1 : -1) * (wrong ? -0.7 : 2.5)));
    }
  }
  measureNeighbourhoods(cells, kPixelSize, 25);
  selectTumourCells(cells, {});
  int right = 0;
  for (std::size_t i = 0; i < cells.size(); ++i) right += cells[i].tumour == epithelium[i] ? 1 : 0;
  EXPECT_GE(right, static_cast<int>(0.95 * static_cast<double>(cells.size())));
}

std::vector<CellRecord> clearCases() {
  std::vector<CellRecord> cells{cellAt(0, 0), cellAt(10, 0), cellAt(20, 0)};
  for (CellRecord& cell : cells) cell.tissue_logit = cell.neighbourhood_tissue_logit = -5;
  cells[0].tissue_logit = cells[0].neighbourhood_tissue_logit = 5;
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
  cells[0].tissue_logit = cells[0].neighbourhood_tissue_logit = -5;
  selectTumourCells(cells, {});
  ASSERT_EQ(cells[0].excluded, Exclusion::kNotTumour);
  selectTumourCells(cells, {.selection = TumourSelection::kAll});
  EXPECT_TRUE(cells[0].counted());
}

}  // namespace
}  // namespace herald
