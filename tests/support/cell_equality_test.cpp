#include "tests/support/cell_equality.h"

#include <array>

namespace herald {
namespace {

CellRecord cellAt(std::int32_t x, std::int32_t y) {
  CellRecord cell;
  cell.seed = {x, y};
  cell.centroid_in_level0 = {x + 0.3, y + 0.7};
  return cell;
}

TEST(CellEquality, NamesEachFieldThatDiffers) {
  using Change = void (*)(CellRecord&);
  const std::array<std::pair<Change, const char*>, 8> changes = {{
      {[](CellRecord& cell) { cell.membrane.peak.back() = 1; }, "membrane.peak"},
      {[](CellRecord& cell) { cell.membrane.excess.back() = 1; }, "membrane.excess"},
      {[](CellRecord& cell) { cell.membrane.contrast.back() = 1; }, "membrane.contrast"},
      {[](CellRecord& cell) { cell.membrane_width_um = 0; }, "membrane_width_um"},
      {[](CellRecord& cell) { cell.outline.back().dy = 1; }, "outline"},
      {[](CellRecord& cell) { cell.nucleus_outline.front().dx = 1; }, "nucleus_outline"},
      {[](CellRecord& cell) { cell.tumour = true; }, "tumour"},
      {[](CellRecord& cell) { cell.excluded = Exclusion::kFold; }, "excluded"},
  }};
  for (const auto& [change, name] : changes) {
    CellRecord changed = cellAt(3, 4);
    change(changed);
    EXPECT_EQ(differingFields(cellAt(3, 4), changed), name);
  }
}

TEST(CellEquality, NamesEachNumberThatDiffers) {
  for (const CellColumn& column : kCellColumns) {
    CellRecord changed = cellAt(3, 4);
    changed.*column.field = 1e-30F;
    EXPECT_EQ(differingFields(cellAt(3, 4), changed), column.name);
  }
}

TEST(CellEquality, AsksWhereCellsLieButForTheShift) {
  EXPECT_TRUE(sameCell(cellAt(3, 4), cellAt(3, 4)));
  EXPECT_TRUE(sameCell(cellAt(3, 4), cellAt(13, 104), {10, 100}));
  EXPECT_FALSE(sameCell(cellAt(3, 4), cellAt(4, 4)));
  CellRecord moved = cellAt(3, 4);
  moved.centroid_in_level0.x += 1e-10;
  EXPECT_FALSE(sameCell(cellAt(3, 4), moved));
}

TEST(CellEquality, OfListsAsksForTheSameNumberOfCells) {
  EXPECT_TRUE(sameCells({cellAt(3, 4)}, {cellAt(3, 4)}));
  EXPECT_FALSE(sameCells({cellAt(3, 4)}, {}));
}

}  // namespace
}  // namespace herald
