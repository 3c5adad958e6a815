#include "pipeline/cells/live_cells.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "tests/support/synthetic_result.h"

namespace herald {
namespace {

// A square of cells 12 um apart; every seventh is left out.
SlideCells slideOf(int edge_cells) {
  synthetic::Numbers numbers(3);
  std::vector<CellRecord> cells;
  for (int y = 0; y < edge_cells; ++y)
    for (int x = 0; x < edge_cells; ++x) {
      cells.push_back(synthetic::cellAt({48 * x, 48 * y}, (x + y) % 10 / 10.0, numbers));
      if ((x + y) % 7 == 0) cells.back().excluded = Exclusion::kNotTumour;
    }
  return SlideCells::of(cells);
}

JudgementRequest request() {
  JudgementRequest asked;
  asked.um_per_px = 0.25;
  asked.rules = builtInRuleSet("asco-cap-2018");
  return asked;
}

TEST(LiveCells, AreAllThatCountWhereTheyAreFew) {
  const SlideCells cells = slideOf(60);
  const LiveCells live = liveCells(cells, request());
  const std::vector<CellRecord> records = cells.records();
  std::size_t at = 0;
  for (const CellRecord& record : records) {
    if (!record.counted()) continue;
    ASSERT_LT(at, live.cells.size());
    EXPECT_EQ(live.cells[at].seed, record.seed);
    EXPECT_EQ(live.cells[at].membrane, record.membrane);
    EXPECT_EQ(live.cells[at].side_dab_od, record.side_dab_od);
    ++at;
  }
  EXPECT_EQ(at, live.cells.size());
  EXPECT_EQ(live.counted, live.counted_slide);
  EXPECT_EQ(live.blocks, live.blocks_slide);
}

TEST(LiveCells, OfManyAreWholeBlocksAndNeverMore) {
  const SlideCells cells = slideOf(120);
  const LiveCells live = liveCells(cells, request(), 3000);
  EXPECT_LE(live.counted, 3000U);
  EXPECT_GT(live.counted, 2000U);
  EXPECT_GT(live.counted_slide, 10000U);
  EXPECT_LT(live.blocks, live.blocks_slide);
  const auto blockOf = [](Level0Pixel seed) { return std::pair(seed.x / 1000, seed.y / 1000); };
  std::set<std::pair<int, int>> drawn;
  for (const PageCell& cell : live.cells) drawn.insert(blockOf(cell.seed));
  EXPECT_EQ(drawn.size(), live.blocks);
  std::size_t in_drawn = 0;
  for (const CellSummary& cell : cells.summaries())
    in_drawn += cell.counted() && drawn.contains(blockOf(cell.seed)) ? 1 : 0;
  EXPECT_EQ(in_drawn, live.counted) << "of a block that is drawn every cell is there";
}

TEST(LiveCells, AreDrawnTheSameEachTime) {
  const SlideCells cells = slideOf(120);
  EXPECT_EQ(packPageCells(liveCells(cells, request(), 3000).cells),
            packPageCells(liveCells(cells, request(), 3000).cells));
}

TEST(LiveCells, HaveTheCellsOfControlsBehindThem) {
  const SlideCells cells = slideOf(60);
  JudgementRequest asked = request();
  asked.controls = {{1, 0, {0, 5}}, {2, 3, {5, 7}}};
  const LiveCells live = liveCells(cells, asked);
  ASSERT_EQ(live.cells.size(), live.counted + 4);
  EXPECT_EQ(live.cells[live.counted].control, 1);
  EXPECT_EQ(live.cells[live.counted + 3].control, 2);
  EXPECT_EQ(live.cells[live.counted + 1].seed, live.cells[live.counted + 2].seed) << "a cell of both controls";
  for (std::size_t i = 0; i < live.counted; ++i) EXPECT_EQ(live.cells[i].control, 0);
}

TEST(LiveCells, OfNoCellsAreNone) {
  const LiveCells live = liveCells(SlideCells::of({}), request());
  EXPECT_TRUE(live.cells.empty());
  EXPECT_EQ(live.blocks_slide, 0U);
}

}  // namespace
}  // namespace herald
