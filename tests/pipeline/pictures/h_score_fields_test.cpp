#include "pipeline/pictures/h_score_fields.h"

#include <gtest/gtest.h>

namespace herald {
namespace {

CellSummary cellAt(std::int32_t x, std::int32_t y) {
  CellSummary cell;
  cell.seed = {x, y};
  cell.tumour = true;
  return cell;
}

TEST(HScoreFields, AreMeansOverTheCellsInThem) {
  HScoreFields fields(100);
  fields.add(cellAt(0, 0), StainingPattern::kCs);
  fields.add(cellAt(99, 99), StainingPattern::kNone);
  fields.add(cellAt(100, 99), StainingPattern::kIw);
  ASSERT_EQ(fields.fields().size(), 2U);
  EXPECT_EQ(fields.fields().at({0, 0}).cells(), 2);
  EXPECT_EQ(fields.fields().at({0, 0}).value(), 150);
  EXPECT_EQ(fields.fields().at({0, 1}).value(), 100);
}

TEST(HScoreFields, LeaveOutCellsThatDoNotCount) {
  HScoreFields fields(100);
  CellSummary excluded = cellAt(5, 5);
  excluded.excluded = Exclusion::kFold;
  fields.add(excluded, StainingPattern::kCs);
  EXPECT_TRUE(fields.fields().empty());
}

TEST(HScoreFields, HaveAnEdgeOf64MicrometresUnlessThatCannotBeSeen) {
  EXPECT_EQ(hScoreFieldPx(0.25, 16), 256);
  EXPECT_EQ(hScoreFieldPx(0.25, 1000), 3000);
}

}  // namespace
}  // namespace herald
