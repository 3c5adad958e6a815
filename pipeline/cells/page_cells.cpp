#include "pipeline/cells/page_cells.h"

#include <bit>
#include <cstring>
#include <stdexcept>

namespace herald {
namespace {

static_assert(std::endian::native == std::endian::little, "numbers are copied as they are in memory");

constexpr std::size_t kCellBytes = 2 * sizeof(std::int32_t) + 2 * sizeof(float) + 1 + 2 * kMembraneSectors;

// Calls visit(field) with a function that gives each column's field of a cell, in the order of the columns.
template <class Visit>
void forEachColumn(const Visit& visit) {
  visit([](auto& cell) -> auto& { return cell.seed.x; });
  visit([](auto& cell) -> auto& { return cell.seed.y; });
  visit([](auto& cell) -> auto& { return cell.side_dab_od; });
  visit([](auto& cell) -> auto& { return cell.edge_distance_um; });
  visit([](auto& cell) -> auto& { return cell.control; });
  visit([](auto& cell) -> auto& { return cell.membrane.excess; });
  visit([](auto& cell) -> auto& { return cell.membrane.contrast; });
}

}  // namespace

std::string packPageCells(const std::vector<PageCell>& cells) {
  std::string bytes(cells.size() * kCellBytes, '\0');
  char* to = bytes.data();
  forEachColumn([&](const auto& field) {
    for (const PageCell& cell : cells) {
      std::memcpy(to, &field(cell), sizeof(field(cell)));
      to += sizeof(field(cell));
    }
  });
  return bytes;
}

std::vector<PageCell> unpackPageCells(std::string_view bytes) {
  if (bytes.size() % kCellBytes != 0) throw std::invalid_argument("not a whole number of cells");
  std::vector<PageCell> cells(bytes.size() / kCellBytes);
  const char* from = bytes.data();
  forEachColumn([&](const auto& field) {
    for (PageCell& cell : cells) {
      std::memcpy(&field(cell), from, sizeof(field(cell)));
      from += sizeof(field(cell));
    }
  });
  return cells;
}

}  // namespace herald
