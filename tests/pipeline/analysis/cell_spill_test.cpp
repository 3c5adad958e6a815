#include "pipeline/analysis/cell_spill.h"

#include <gtest/gtest.h>

#include "pipeline/files/atomic_file.h"
#include "tests/support/file_size_limit.h"
#include "tests/support/temporary_folder.h"

namespace herald {
namespace {

CellRecord cellAt(std::int32_t x, std::int32_t y, float focus = 0) {
  CellRecord cell;
  cell.seed = {x, y};
  cell.focus = focus;
  cell.outline.back() = {7, -7};
  return cell;
}

std::vector<Level0Pixel> seedsOf(const std::vector<CellRecord>& cells) {
  std::vector<Level0Pixel> seeds;
  for (const CellRecord& cell : cells) seeds.push_back(cell.seed);
  return seeds;
}

TEST(StoreOrder, IsByBlockThenRowMajorSeed) {
  const std::vector<Level0Pixel> in_order = {{20, 3999}, {10, 4000}, {5000, 10}, {1, 4096}};
  for (std::size_t i = 0; i < in_order.size(); ++i)
    for (std::size_t j = 0; j < in_order.size(); ++j)
      EXPECT_EQ(isBeforeInStore(in_order[i], in_order[j]), i < j) << i << ", " << j;
}

TEST(CellSpill, GivesTheCellsOfABlockBackInOrderWhateverTileTheyCameFrom) {
  const TemporaryFolder folder;
  CellSpill spill(folder.path());
  spill.append(std::vector{cellAt(5000, 10, 1), cellAt(10, 4000, 2), cellAt(1, 4096, 3)});
  spill.append(std::vector<CellRecord>{});
  spill.append(std::vector{cellAt(20, 3999, 4), cellAt(4096, 0, 5), cellAt(9, 4000, 6)});
  ASSERT_EQ(spill.blocks(), (std::vector<Level0Pixel>{{0, 0}, {1, 0}, {0, 1}}));
  std::vector<CellRecord> cells;
  spill.readBlock({0, 0}, cells);
  EXPECT_EQ(seedsOf(cells), (std::vector<Level0Pixel>{{20, 3999}, {9, 4000}, {10, 4000}}));
  EXPECT_EQ(cells[0].focus, 4);
  EXPECT_EQ(cells[0].outline.back(), (OutlineOffset{7, -7}));
  spill.readBlock({1, 0}, cells);
  EXPECT_EQ(seedsOf(cells), (std::vector<Level0Pixel>{{4096, 0}, {5000, 10}}));
  spill.readBlock({5, 5}, cells);
  EXPECT_TRUE(cells.empty());
}

TEST(CellSpill, LeavesNoFileBehindEvenWhileItIsUsed) {
  const TemporaryFolder folder;
  CellSpill spill(folder.path());
  spill.append(std::vector{cellAt(1, 2)});
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(CellSpill, NamesAFolderThatIsNotThere) {
  const std::string message = messageOf<OutputError>([] { const CellSpill spill("/nowhere"); });
  EXPECT_EQ(message, "/nowhere: cannot create a temporary file: No such file or directory");
}

TEST(CellSpill, SaysThatItCannotWriteAndLeavesNothing) {
  const TemporaryFolder folder;
  std::string message;
  {
    const FileSizeLimit limit(1000);
    CellSpill spill(folder.path());
    spill.append(std::vector{cellAt(1, 2)});
    message = messageOf<OutputError>([&] { spill.append(std::vector{cellAt(3, 4)}); });
  }
  EXPECT_EQ(message, folder.path().string() + ": cannot write cells to a temporary file: File too large");
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

}  // namespace
}  // namespace herald
