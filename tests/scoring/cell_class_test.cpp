#include "scoring/cell_class.h"

#include <gtest/gtest.h>

#include <limits>
#include <stdexcept>
#include <string>

#include "tests/scoring/synthetic_cells.h"

namespace herald {
namespace {

using synthetic::cellOf;
using synthetic::cellWith;
using synthetic::Random;
using synthetic::randomLine;
using synthetic::recordOf;

// What the numbers below are about, whatever the defaults are.
constexpr CellClassOptions kCuts = {.stained_od = 0.035,
                                    .stained_od_um = 0.03,
                                    .side_coefficient = 0.35,
                                    .moderate_od_um = 0.22,
                                    .strong_od_um = 0.48,
                                    .complete_fraction = 0.75,
                                    .none_fraction = 0.15};

StainingPattern patternOf(const CellRecord& cell) {
  return classifyCell(cell, kCuts).pattern;
}

CellRecord cellWithSectors(const std::vector<int>& sectors) {
  CellRecord cell;
  for (const int sector : sectors) {
    cell.membrane.contrast[static_cast<std::size_t>(sector)] = 20;
    cell.membrane.excess[static_cast<std::size_t>(sector)] = 30;
  }
  return cell;
}

std::string messageOf(const CellClassOptions& options) {
  try {
    validate(options);
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "";
}

TEST(CellClass, EachOfTheSevenPatternsIsRecognised) {
  for (int pattern = 0; pattern < kStainingPatterns; ++pattern)
    EXPECT_EQ(patternOf(cellOf(static_cast<StainingPattern>(pattern))), static_cast<StainingPattern>(pattern));
}

TEST(CellClass, PatternsMapToClassesAsTheGuidelineTableSays) {
  EXPECT_EQ(classOfPattern(StainingPattern::kNone), CellClass::k0);
  EXPECT_EQ(classOfPattern(StainingPattern::kIw), CellClass::k1Plus);
  EXPECT_EQ(classOfPattern(StainingPattern::kIm), CellClass::k2Plus);
  EXPECT_EQ(classOfPattern(StainingPattern::kIs), CellClass::k2Plus);
  EXPECT_EQ(classOfPattern(StainingPattern::kCw), CellClass::k2Plus);
  EXPECT_EQ(classOfPattern(StainingPattern::kCm), CellClass::k2Plus);
  EXPECT_EQ(classOfPattern(StainingPattern::kCs), CellClass::k3Plus);
}

TEST(CellClass, CompletenessIsTheShareOfStainedSectors) {
  EXPECT_DOUBLE_EQ(classifyCell(cellWith(48, 0.3), kCuts).completeness, 0.75);
}

TEST(CellClass, CompletenessCutsAreInclusiveAtTheLowerEnd) {
  EXPECT_EQ(patternOf(cellWith(9, 0.3)), StainingPattern::kNone);  // 9 / 64 = 0.141
  EXPECT_EQ(patternOf(cellWith(10, 0.3)), StainingPattern::kIm);   // 0.156
  EXPECT_EQ(patternOf(cellWith(47, 0.3)), StainingPattern::kIm);   // 0.734
  EXPECT_EQ(patternOf(cellWith(48, 0.3)), StainingPattern::kCm);   // 0.75
  CellClassOptions options = kCuts;
  options.complete_fraction = 0.8;
  EXPECT_EQ(classifyCell(cellWith(51, 0.3), options).pattern, StainingPattern::kIm);
}

TEST(CellClass, IntensityCutsAreInclusiveAtTheLowerEnd) {
  EXPECT_EQ(patternOf(cellWith(60, 0.21)), StainingPattern::kCw);
  EXPECT_EQ(patternOf(cellWith(60, 0.22)), StainingPattern::kCm);
  EXPECT_EQ(patternOf(cellWith(60, 0.47)), StainingPattern::kCm);
  EXPECT_EQ(patternOf(cellWith(60, 0.48)), StainingPattern::kCs);
}

TEST(CellClass, AMeanExcessOfExactlyTheCutReachesItForEveryStepAndNumberOfSectors) {
  for (int step = 1; step < 255; ++step)
    for (int sectors = 52; sectors <= kMembraneSectors; ++sectors) {
      CellClassOptions options = kCuts;
      options.stained_od_um = 0;
      options.moderate_od_um = step * 0.01;
      options.strong_od_um = 3;
      EXPECT_EQ(classifyCell(cellWith(sectors, step * 0.01), options).pattern, StainingPattern::kCm);
    }
}

TEST(CellClass, AContrastOfExactlyTheThresholdIsNotStained) {
  for (int step = 0; step < 255; ++step) {
    CellClassOptions options = kCuts;
    options.stained_od = step * 0.005;
    CellRecord cell;
    cell.membrane.excess.fill(30);
    cell.membrane.contrast.fill(static_cast<std::uint8_t>(step));
    EXPECT_EQ(classifyCell(cell, options).completeness, 0) << "step " << step;
    cell.membrane.contrast.fill(static_cast<std::uint8_t>(step + 1));
    EXPECT_EQ(classifyCell(cell, options).completeness, 1) << "step " << step;
  }
}

TEST(CellClass, DabBesideTheLineRaisesTheThresholdAndANegativeOneDoesNotLowerIt) {
  CellRecord cell = cellWith(64, 0.3);  // contrast 0.10
  cell.side_dab_od = 0.15F;             // threshold 0.0875
  EXPECT_EQ(classifyCell(cell, kCuts).completeness, 1);
  cell.side_dab_od = 0.20F;  // threshold 0.105
  EXPECT_EQ(classifyCell(cell, kCuts).completeness, 0);
  cell.membrane.contrast.fill(7);  // exactly 0.035
  cell.side_dab_od = -0.5F;
  EXPECT_EQ(classifyCell(cell, kCuts).completeness, 0);
}

TEST(CellClass, ACellWithoutAStainedSectorHasNoOpticalDensityAndNoArc) {
  const CellStaining staining = classifyCell(cellWith(0, 0.3), kCuts);
  EXPECT_EQ(staining, CellStaining{});
  CellClassOptions options = kCuts;
  options.none_fraction = 0;
  EXPECT_EQ(classifyCell(cellWith(0, 0.3), options).pattern, StainingPattern::kNone);
}

TEST(CellClass, IntensityIsTheMeanExcessOfStainedSectorsOnlyAndDabOdThatOfTheirPeaks) {
  CellRecord cell = cellWith(2, 0.4);
  cell.membrane.excess[0] = 20;
  cell.membrane.excess[10] = 200;  // strong, but no line
  cell.membrane.peak[0] = 60;
  EXPECT_DOUBLE_EQ(classifyCell(cell, kCuts).excess_od_um, 0.30);
  EXPECT_DOUBLE_EQ(classifyCell(cell, kCuts).dab_od, 0.50);
}

TEST(CellClass, CytoplasmBesideGlassHasContrastButHoldsNoLine) {
  CellRecord cell = cellWith(64, 0.6);
  cell.membrane.excess.fill(3);  // exactly 0.03
  EXPECT_EQ(classifyCell(cell, kCuts).pattern, StainingPattern::kNone);
  CellClassOptions options = kCuts;
  options.stained_od_um = 0.02;
  EXPECT_EQ(classifyCell(cell, options).completeness, 1);
}

TEST(CellClass, DarkCytoplasmAddsNothingToTheIntensity) {
  CellRecord cell = cellWith(64, 0.3);
  cell.membrane.peak.fill(90);
  EXPECT_EQ(classifyCell(cell, kCuts).pattern, classifyCell(cellWith(64, 0.3), kCuts).pattern);
}

TEST(CellClass, ArcsRunRoundTheOutline) {
  const CellStaining staining = classifyCell(cellWithSectors({62, 63, 0, 1, 2, 30, 31, 33}), kCuts);
  EXPECT_EQ(staining.arcs, 3);
  EXPECT_DOUBLE_EQ(staining.longest_arc_fraction, 5.0 / 64);
}

TEST(CellClass, AFullRingIsOneArc) {
  const CellStaining staining = classifyCell(cellWith(64, 0.3), kCuts);
  EXPECT_EQ(staining.arcs, 1);
  EXPECT_DOUBLE_EQ(staining.longest_arc_fraction, 1);
}

TEST(CellClass, TurningTheOutlineChangesNothing) {
  Random random(3);
  for (int trial = 0; trial < 200; ++trial) {
    CellRecord cell = recordOf(randomLine(random), 1);
    const CellStaining staining = classifyCell(cell, kCuts);
    const int turn = random.below(kMembraneSectors);
    std::rotate(cell.membrane.excess.begin(), cell.membrane.excess.begin() + turn, cell.membrane.excess.end());
    std::rotate(cell.membrane.peak.begin(), cell.membrane.peak.begin() + turn, cell.membrane.peak.end());
    std::rotate(cell.membrane.contrast.begin(), cell.membrane.contrast.begin() + turn, cell.membrane.contrast.end());
    EXPECT_EQ(classifyCell(cell, kCuts), staining);
  }
}

TEST(CellClass, HigherExcessOfStainedSectorsNeverLowersTheClass) {
  Random random(4);
  CellClassOptions options = kCuts;
  options.stained_od_um = 0;  // so that none begins to be stained
  for (int trial = 0; trial < 5000; ++trial) {
    CellRecord cell = recordOf(randomLine(random), 1);
    const CellStaining before = classifyCell(cell, options);
    for (auto& excess : cell.membrane.excess)
      excess = static_cast<std::uint8_t>(std::min(255, excess + (excess > 0 ? random.below(20) : 0)));
    const CellStaining after = classifyCell(cell, options);
    EXPECT_GE(after.cell_class, before.cell_class);
    EXPECT_GE(after.pattern, before.pattern);
    EXPECT_EQ(after.completeness, before.completeness);
  }
}

TEST(CellClass, MoreLineAsStrongAsTheRestNeverLowersTheClass) {
  Random random(5);
  for (int trial = 0; trial < 5000; ++trial) {
    CellRecord cell = recordOf(randomLine(random), 1);
    const CellStaining before = classifyCell(cell, kCuts);
    const int mean_peak = static_cast<int>(std::ceil(before.excess_od_um * 100 - 1e-9));
    for (std::size_t i = 0; i < kMembraneSectors; ++i) {
      if (random.below(4) != 0) continue;
      cell.membrane.excess[i] = static_cast<std::uint8_t>(std::max<int>(cell.membrane.excess[i], mean_peak));
      cell.membrane.contrast[i] =
          static_cast<std::uint8_t>(std::min(255, cell.membrane.contrast[i] + random.below(30)));
    }
    const CellStaining after = classifyCell(cell, kCuts);
    EXPECT_GE(after.cell_class, before.cell_class);
    EXPECT_GE(after.completeness, before.completeness);
  }
}

TEST(CellClass, MoreDabAllOverRaisesManyCellsAndLowersHardlyAny) {
  Random random(6);
  int raised = 0;
  int lowered = 0;
  for (int trial = 0; trial < 20000; ++trial) {
    const auto line = randomLine(random);
    const CellClass before = classifyCell(recordOf(line, 1), kCuts).cell_class;
    const CellClass after = classifyCell(recordOf(line, 1.05), kCuts).cell_class;
    raised += after > before ? 1 : 0;
    lowered += after < before ? 1 : 0;
  }
  EXPECT_GT(raised, 600);
  EXPECT_LT(lowered, 40);  // 0.2 %; about 0.1 % expected
}

TEST(CellClass, ManyCellsAreClassifiedAsEachAlone) {
  const std::vector<CellRecord> cells = {cellWith(64, 0.6), cellWith(0, 0.1), cellWith(32, 0.15)};
  const auto staining = classifyCells(cells, {});
  ASSERT_EQ(staining.size(), cells.size());
  for (std::size_t i = 0; i < cells.size(); ++i) EXPECT_EQ(staining[i], classifyCell(cells[i], kCuts));
}

TEST(PatternSet, NamesWhatItHolds) {
  EXPECT_EQ(stainedPatterns().count(), 6U);
  EXPECT_FALSE(containsPattern(stainedPatterns(), StainingPattern::kNone));
  EXPECT_EQ(sumOf({1, 2, 4, 8, 16, 32, 64}, completePatterns()), 16 + 32 + 64);
}

TEST(CellClassOptions, DefaultsAreValid) {
  EXPECT_EQ(messageOf(CellClassOptions{}), "");
}

TEST(CellClassOptions, EveryBadValueIsNamedWithItsRange) {
  const auto with = [](double CellClassOptions::*field, double value) {
    CellClassOptions options = kCuts;
    options.*field = value;
    return messageOf(options);
  };
  EXPECT_EQ(with(&CellClassOptions::stained_od, -0.1), "cell_class.stained_od = -0.1 is outside 0 to 1.275");
  EXPECT_EQ(with(&CellClassOptions::stained_od, std::numeric_limits<double>::quiet_NaN()),
            "cell_class.stained_od = nan is outside 0 to 1.275");
  EXPECT_EQ(with(&CellClassOptions::side_coefficient, 2.5), "cell_class.side_coefficient = 2.5 is outside 0 to 2");
  EXPECT_EQ(with(&CellClassOptions::moderate_od_um, 0.5),
            "cell_class.moderate_od_um = 0.5 must be below cell_class.strong_od_um = 0.48");
  EXPECT_EQ(with(&CellClassOptions::strong_od_um, 3), "cell_class.strong_od_um = 3 is outside 0.01 to 2.55");
  EXPECT_EQ(with(&CellClassOptions::complete_fraction, 1.5), "cell_class.complete_fraction = 1.5 is outside 0.01 to 1");
  EXPECT_EQ(with(&CellClassOptions::none_fraction, 0.9),
            "cell_class.none_fraction = 0.9 must be below cell_class.complete_fraction = 0.75");
}

TEST(CellClassOptions, BadOnesAreRejectedBeforeAnyCellIsClassified) {
  CellClassOptions options = kCuts;
  options.strong_od_um = 3;
  EXPECT_THROW((void)classifyCells({}, options), std::invalid_argument);
}

}  // namespace
}  // namespace herald
