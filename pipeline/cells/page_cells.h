// The cells that are judged again in a page: of each what judgeCells and classifyCell take, 145 bytes, column after
// column, little-endian:
//   seed x, seed y (int32), side_dab_od, edge_distance_um (float), control (uint8), excess, contrast (64 uint8
//   each)
// Pure; thread-safe.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "segmentation/cell_record.h"

namespace herald {

struct PageCell {
  Level0Pixel seed;
  float side_dab_od = 0;
  float edge_distance_um = 0;
  // 0: the cell counts; n: it belongs to the n-th control and counts there alone.
  std::uint8_t control = 0;
  MembraneSignature membrane;
};

[[nodiscard]] std::string packPageCells(const std::vector<PageCell>& cells);

// The inverse. Throws std::invalid_argument when the length is not that of whole cells.
[[nodiscard]] std::vector<PageCell> unpackPageCells(std::string_view bytes);

}  // namespace herald
