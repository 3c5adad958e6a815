// The cuts of a cell's class under their names in the configuration, for every document that holds or takes them.
#pragma once

#include <array>

#include "scoring/cell_class.h"

namespace herald {

struct CellClassField {
  const char* name;
  double CellClassOptions::*value;
};

inline constexpr std::array<CellClassField, 6> kCellClassFields = {
    {{"stained_od", &CellClassOptions::stained_od},
     {"cytoplasm_coefficient", &CellClassOptions::cytoplasm_coefficient},
     {"moderate_od", &CellClassOptions::moderate_od},
     {"strong_od", &CellClassOptions::strong_od},
     {"complete_fraction", &CellClassOptions::complete_fraction},
     {"none_fraction", &CellClassOptions::none_fraction}}};

}  // namespace herald
