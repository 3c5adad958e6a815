// Colours of the cell classes in every picture and in QuPath: from the palette of Okabe & Ito (2008), which people with
// any common colour blindness can tell apart, ordered cold to hot with the class.
#pragma once

#include <array>
#include <string_view>

#include "scoring/cell_class.h"
#include "stain/image.h"
#include "stain/slide_statistics.h"

namespace herald {

struct NamedColour {
  std::string_view name;
  Rgb8 colour;
};

// By CellClass. The names are the ones QuPath knows.
inline constexpr std::array<NamedColour, 4> kCellClassColours = {{
    {"Negative", {0, 114, 178}},
    {"1+", {240, 228, 66}},
    {"2+", {230, 159, 0}},
    {"3+", {220, 38, 127}},
}};
inline constexpr NamedColour kExcludedColour = {"Excluded", {150, 150, 150}};

// By TissueClass; glass is drawn nowhere.
inline constexpr std::array<NamedColour, kTissueClasses> kTissueClassColours = {{
    {"Glass", {255, 255, 255}},
    {"Tissue", {0, 158, 115}},
    {"Pen", {86, 180, 233}},
    {"Debris", {204, 121, 167}},
    {"Out of focus", {120, 120, 120}},
    {"Fold", {213, 94, 0}},
    {"Coverslip edge", {0, 0, 0}},
    {"Red cells", {200, 40, 40}},
    {"Dust", {90, 60, 30}},
}};

[[nodiscard]] inline const NamedColour& colourOfCell(const CellSummary& cell, StainingPattern pattern) {
  return cell.counted() ? kCellClassColours.at(static_cast<std::size_t>(classOfPattern(pattern))) : kExcludedColour;
}

}  // namespace herald
