#include "pipeline/cells/page_cells.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace herald {
namespace {

PageCell someCell(int i) {
  PageCell cell;
  cell.seed = {1000 * i, -7 - i};
  cell.side_dab_od = 0.125F * static_cast<float>(i);
  cell.edge_distance_um = 255;
  cell.control = static_cast<std::uint8_t>(i % 3);
  cell.membrane.excess[63] = static_cast<std::uint8_t>(200 + i);
  cell.membrane.contrast[0] = static_cast<std::uint8_t>(i);
  return cell;
}

TEST(PageCells, ComeBackAsTheyWere) {
  const std::vector<PageCell> cells = {someCell(0), someCell(1), someCell(2), someCell(50)};
  const std::string bytes = packPageCells(cells);
  EXPECT_EQ(bytes.size(), cells.size() * 145);
  const std::vector<PageCell> back = unpackPageCells(bytes);
  ASSERT_EQ(back.size(), cells.size());
  for (std::size_t i = 0; i < cells.size(); ++i) {
    EXPECT_EQ(back[i].seed, cells[i].seed);
    EXPECT_EQ(back[i].side_dab_od, cells[i].side_dab_od);
    EXPECT_EQ(back[i].edge_distance_um, cells[i].edge_distance_um);
    EXPECT_EQ(back[i].control, cells[i].control);
    EXPECT_EQ(back[i].membrane, cells[i].membrane);
  }
}

TEST(PageCells, NoneAreNoBytesAndAPartOfOneIsRefused) {
  EXPECT_EQ(packPageCells({}), "");
  EXPECT_TRUE(unpackPageCells("").empty());
  EXPECT_THROW((void)unpackPageCells(std::string(144, 'x')), std::invalid_argument);
}

}  // namespace
}  // namespace herald
