#include "scoring/staining_gradient.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <stdexcept>
#include <vector>

namespace herald {
namespace {

using enum StainingPattern;

struct Slide {
  std::vector<CellSummary> cells;
  std::vector<CellCall> calls;
  [[nodiscard]] std::optional<double> gradient() const { return stainingGradient(cells, calls); }
};

// A square of `edge` x `edge` cells; pattern by column and row.
Slide square(int edge, const std::function<StainingPattern(int, int)>& pattern) {
  Slide slide;
  for (int row = 0; row < edge; ++row) {
    for (int column = 0; column < edge; ++column) {
      CellSummary cell;
      cell.seed = {64 * column + 320, 64 * row + 6400};
      slide.cells.push_back(cell);
      slide.calls.push_back({pattern(column, row), kNone});
    }
  }
  return slide;
}

TEST(StainingGradient, IsTheDifferenceBetweenTheSides) {
  // Classes 0 1 2 3 in four equal stripes.
  const auto stripes = [](int column, int) { return std::array{kNone, kIw, kCm, kCs}.at(column / 16); };
  const double across = square(64, stripes).gradient().value();
  EXPECT_NEAR(across, 369, 5) << "the least-squares line through four steps is steeper than the steps' ends";
  const auto turned = [&](int column, int row) { return stripes(row, column); };
  EXPECT_NEAR(square(64, turned).gradient().value(), across, 1e-9);
}

TEST(StainingGradient, IsNoneOnAMixture) {
  EXPECT_LT(square(60, [](int column, int row) { return (column + row) % 2 == 0 ? kCs : kNone; }).gradient().value(),
            1);
}

TEST(StainingGradient, DoesNotDependOnTheOrderOfCells) {
  Slide slide = square(30, [](int column, int) { return column < 10 ? kCm : kNone; });
  const double before = slide.gradient().value();
  std::reverse(slide.cells.begin(), slide.cells.end());
  std::reverse(slide.calls.begin(), slide.calls.end());
  EXPECT_EQ(slide.gradient().value(), before);
}

TEST(StainingGradient, LeavesOutCellsThatDoNotCountOrAreMaskedAndKnowsNothingOfFew) {
  Slide slide = square(10, [](int column, int) { return column < 5 ? kCm : kNone; });
  ASSERT_TRUE(slide.gradient());
  slide.calls[0].hidden = kCs;
  EXPECT_FALSE(slide.gradient());
  slide.calls[0].hidden = kNone;
  slide.cells[0].excluded = Exclusion::kFold;
  EXPECT_FALSE(slide.gradient());
}

TEST(StainingGradient, KnowsNothingOfALineAndRejectsUnequalLengths) {
  Slide line = square(10, [](int, int) { return kNone; });
  for (CellSummary& cell : line.cells) cell.seed.y = 0;
  EXPECT_FALSE(line.gradient());
  EXPECT_THROW((void)stainingGradient(line.cells, {}), std::invalid_argument);
}

}  // namespace
}  // namespace herald
