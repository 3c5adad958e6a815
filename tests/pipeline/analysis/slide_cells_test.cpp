#include "pipeline/analysis/slide_cells.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/support/cell_equality.h"
#include "tests/support/synthetic_result.h"
#include "tests/support/temporary_folder.h"

namespace herald {
namespace {

TEST(SlideCells, KeepRecordsSummariesAndCallsOfACellTogether) {
  const std::vector<CellRecord> expected = synthetic::scoredResult(200, 3).measured.cells.records();
  std::vector<CellRecord> shuffled = expected;
  std::sort(shuffled.begin(), shuffled.end(), [](const auto& a, const auto& b) { return a.focus < b.focus; });
  const SlideCells cells = SlideCells::of(shuffled);
  EXPECT_TRUE(sameCells(expected, cells.records()));
  ASSERT_EQ(cells.size(), expected.size());
  ASSERT_EQ(cells.calls().size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    EXPECT_EQ(cells.summaries()[i].seed, expected[i].seed);
    EXPECT_EQ(cells.calls()[i], callOf(stainedMembrane(expected[i].membrane, expected[i].side_dab_od, {}),
                                       expected[i].side_dab_od, {}, {}));
  }
}

TEST(SlideCells, GiveRecordsWithWhatWasChangedInTheSummaries) {
  SlideCells cells = synthetic::scoredResult(200, 1).measured.cells;
  for (CellSummary& summary : cells.summaries()) summary.edge_distance_um = static_cast<float>(summary.seed.x);
  SlideCells::Block block;
  std::size_t row = 0;
  for (std::size_t i = 0; i < cells.blockCount(); ++i) {
    cells.readBlock(i, block);
    EXPECT_EQ(block.first_row, row);
    ASSERT_EQ(block.staining.size(), block.cells.size());
    for (const CellRecord& cell : block.cells) EXPECT_EQ(cell.edge_distance_um, static_cast<float>(cell.seed.x));
    row += block.cells.size();
  }
  EXPECT_EQ(row, cells.size());
}

TEST(SlideCells, AreFineWithoutCells) {
  const SlideCells none;
  EXPECT_TRUE(none.empty());
  EXPECT_EQ(none.blockCount(), 0U);
  EXPECT_EQ(SlideCells::of({}).blockCount(), 0U);
}

TEST(SlideCells, WithoutRecordsKnowSummariesAndCalls) {
  const std::vector<CellRecord> cells = synthetic::scoredResult().measured.cells.records();
  const SlideCells whole = SlideCells::of(cells);
  SlideCells without = SlideCells::withoutRecords({}, {});
  without.append(cells);
  without.arrange();
  ASSERT_EQ(without.size(), whole.size());
  for (std::size_t i = 0; i < whole.size(); ++i) {
    EXPECT_EQ(std::as_const(without).summaries()[i].seed, std::as_const(whole).summaries()[i].seed);
    EXPECT_EQ(without.calls()[i], whole.calls()[i]);
  }
  SlideCells::Block block;
  EXPECT_EQ(without.blockCount(), 0U);
  EXPECT_THROW(without.readBlock(0, block), std::logic_error);
}

TEST(SlideCells, RefuseCellsWhenTheyAreNotBeingFilled) {
  const std::vector<CellRecord> one(1);
  SlideCells nowhere;
  EXPECT_THROW(nowhere.append(one), std::logic_error);
  SlideCells arranged = SlideCells::of(one);
  EXPECT_THROW(arranged.append(one), std::logic_error);
}

}  // namespace
}  // namespace herald
