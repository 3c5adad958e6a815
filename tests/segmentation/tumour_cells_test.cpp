#include "segmentation/tumour_cells.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "../support/expect_refusal.h"
#include "../support/seeded_random.h"
#include "cell_equality.h"

namespace herald {
namespace {

const PixelSize kPixelSize{0.25};

CellRecord cellAt(int x, int y, double ring_od = 0.1, double ring_cv = 0.3) {
  CellRecord cell;
  cell.seed = {x, y};
  cell.ring_od_p50 = static_cast<float>(ring_od);
  cell.ring_od_cv = static_cast<float>(ring_cv);
  cell.nucleus_area_um2 = 40;
  cell.nucleus_eccentricity = 0.5F;
  return cell;
}

std::vector<CellRecord> randomCells(int count, std::uint64_t seed) {
  SeededRandom random(seed);
  std::vector<CellRecord> cells;
  for (int i = 0; i < count; ++i) {
    cells.push_back(
        cellAt(random.integer(-500, 1500), random.integer(-500, 1500), random.between(0, 0.4), random.between(0, 2.5)));
  }
  const auto before = [](const CellRecord& a, const CellRecord& b) { return a.seed < b.seed; };
  std::sort(cells.begin(), cells.end(), before);
  cells.erase(std::unique(cells.begin(), cells.end(), [](const auto& a, const auto& b) { return a.seed == b.seed; }),
              cells.end());
  return cells;
}

TEST(Neighbourhoods, AreCountedAndAveragedWithinTheRadiusItselfIncluded) {
  // 100 px = 25 um: the second is just within, the third just beyond.
  std::vector<CellRecord> cells{cellAt(0, 0, 0.1, 0.2), cellAt(100, 0, 0.3, 0.6), cellAt(0, 101, 0.9, 0.9)};
  measureNeighbourhoods(cells, kPixelSize, 25);
  EXPECT_EQ(cells[0].neighbours_25um, 1);
  EXPECT_NEAR(static_cast<double>(cells[0].neighbourhood_ring_od_p50), 0.2, 1e-6);
  EXPECT_NEAR(static_cast<double>(cells[0].neighbourhood_ring_od_cv), 0.4, 1e-6);
  EXPECT_EQ(cells[2].neighbours_25um, 0);
  EXPECT_NEAR(static_cast<double>(cells[2].neighbourhood_ring_od_p50), 0.9, 1e-6);
}

TEST(Neighbourhoods, EqualASearchOfAllPairs) {
  std::vector<CellRecord> cells = randomCells(300, 61);
  measureNeighbourhoods(cells, kPixelSize, 25);
  for (const CellRecord& cell : cells) {
    int count = -1;
    double sum = 0;
    for (const CellRecord& other : cells) {
      if (std::hypot(other.seed.x - cell.seed.x, other.seed.y - cell.seed.y) > 100) continue;
      ++count;
      sum += static_cast<double>(other.ring_od_p50);
    }
    EXPECT_EQ(cell.neighbours_25um, static_cast<float>(count));
    EXPECT_NEAR(static_cast<double>(cell.neighbourhood_ring_od_p50), sum / (count + 1), 1e-5);
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
    EXPECT_EQ(here[i].neighbourhood_ring_od_p50, there[i].neighbourhood_ring_od_p50);
  }
}

TEST(Neighbourhoods, OfNoCellsAreNone) {
  EXPECT_NO_THROW(measureNeighbourhoods({}, kPixelSize, 25));
}

TEST(TumourProbability, IsAProbabilityEvenForExtremeCells) {
  CellRecord extreme = cellAt(0, 0, 50, 0);
  extreme.nucleus_area_um2 = 1e6F;
  EXPECT_LE(tumourProbability(extreme), 1);
  CellRecord empty;
  empty.ring_od_cv = 1e6F;
  EXPECT_GE(tumourProbability(empty), 0);
}

TEST(TumourProbability, EvenFullCytoplasmSpeaksForATumourCellAndGapsAgainst) {
  double before = 0;
  for (const double ring_od : {0.02, 0.08, 0.15, 0.3}) {
    const double probability = tumourProbability(cellAt(0, 0, ring_od));
    EXPECT_GT(probability, before);
    before = probability;
  }
  EXPECT_GT(tumourProbability(cellAt(0, 0, 0.1, 0.2)), tumourProbability(cellAt(0, 0, 0.1, 1.5)));
}

std::vector<CellRecord> clearCases() {
  std::vector<CellRecord> cells{cellAt(0, 0, 1.0, 0.1), cellAt(10, 0, 0.0, 2.0), cellAt(20, 0, 0.0, 2.0)};
  cells[1].neighbourhood_ring_od_cv = cells[2].neighbourhood_ring_od_cv = 2;
  cells[1].nucleus_area_um2 = cells[2].nucleus_area_um2 = 5;
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
  cells[0].ring_od_cv = 2;
  cells[0].neighbourhood_ring_od_cv = 2;
  selectTumourCells(cells, {});
  ASSERT_EQ(cells[0].excluded, Exclusion::kNotTumour);
  selectTumourCells(cells, {.selection = TumourSelection::kAll});
  EXPECT_TRUE(cells[0].counted());
}

}  // namespace
}  // namespace herald
