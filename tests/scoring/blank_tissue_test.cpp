#include "scoring/blank_tissue.h"

#include <gtest/gtest.h>

#include <stdexcept>
#include <vector>

namespace herald {
namespace {

constexpr double kUmPerPx = 0.25;

struct Slide {
  std::vector<CellSummary> cells;
  std::vector<CellCall> calls;

  void add(Level0Pixel seed, StainingPattern pattern, Exclusion excluded = Exclusion::kNotTumour,
           float probability = 0.02F) {
    CellSummary cell;
    cell.seed = seed;
    cell.excluded = excluded;
    cell.tumour_probability = probability;
    cells.push_back(cell);
    calls.push_back({pattern, StainingPattern::kNone});
  }
  [[nodiscard]] BlankTissue blank() const { return blankTissue(cells, calls, kUmPerPx); }
};

// A row of cells that are no tumour, the first of them stained.
Slide stroma(int cells, int stained) {
  Slide slide;
  for (int i = 0; i < cells; ++i)
    slide.add({100 * i, 5000}, i < stained ? StainingPattern::kIw : StainingPattern::kNone);
  return slide;
}

TEST(BlankTissue, IsTheShareOfCellsThatAreNoTumourAndCalledStained) {
  const BlankTissue blank = stroma(200, 5).blank();
  EXPECT_EQ(blank.cells, 200);
  ASSERT_TRUE(blank.stained_percent);
  EXPECT_EQ(*blank.stained_percent, wilsonPercent(5, 200));
}

TEST(BlankTissue, IsUnknownWithFewCells) {
  EXPECT_FALSE(stroma(49, 3).blank().stained_percent);
  EXPECT_TRUE(stroma(50, 3).blank().stained_percent);
  EXPECT_EQ(blankTissue({}, {}, kUmPerPx).cells, 0);
}

// 30 um are 120 px.
TEST(BlankTissue, LeavesOutCellsNearStainedTumourAndNotNearUnstained) {
  Slide slide = stroma(100, 0);
  slide.add({130, 5000}, StainingPattern::kCs, Exclusion::kNone, 0.9F);
  slide.add({9000, 5000}, StainingPattern::kNone, Exclusion::kNone, 0.9F);
  const std::int64_t left = slide.blank().cells;
  EXPECT_LT(left, 99);
  EXPECT_GE(left, 96);
}

TEST(BlankTissue, LeavesOutWhatMayBeTumourWhatIsExcludedOtherwiseAndWhatIsMasked) {
  Slide slide = stroma(60, 0);
  slide.add({0, 0}, StainingPattern::kCs, Exclusion::kNotTumour, 0.3F);
  slide.add({0, 0}, StainingPattern::kCs, Exclusion::kFold);
  slide.add({0, 0}, StainingPattern::kIw);
  slide.calls.back().hidden = StainingPattern::kCm;
  EXPECT_EQ(slide.blank().cells, 60);
  EXPECT_EQ(slide.blank().stained_percent->value, 0);
}

TEST(BlankTissue, RejectsBadInput) {
  const Slide slide = stroma(1, 0);
  EXPECT_THROW((void)blankTissue(slide.cells, {}, kUmPerPx), std::invalid_argument);
  EXPECT_THROW((void)blankTissue(slide.cells, slide.calls, 0), std::invalid_argument);
}

}  // namespace
}  // namespace herald
