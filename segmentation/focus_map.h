// Where tissue is out of focus, from the sharpness measured at its cells.
//
// Sharpness (cell_focus.h) is judged in square blocks tied to level 0, by its median over the block's cells, so that
// one flat cell does not make a block blurred and textureless glass is never asked. Groen, Cytometry 1985;6:81 and
// Pertuz, Pattern Recognit 2013;46:1415 compare such measures, Hosseini, IEEE Trans Image Process 2020;29:62 uses them
// on slides. Pure functions; deterministic, whatever the order of cells; thread-safe.
#pragma once

#include <span>

#include "segmentation/cell_record.h"
#include "stain/option_descriptor.h"
#include "stain/slide_statistics.h"
#include "stain/units.h"

namespace herald {

// [focus] in the configuration.
struct FocusOptions {
  double minimum_sharpness = 0.38;
  double block_um = 64;
  int minimum_cells = 5;  // a block with fewer is judged with its eight neighbours
};

template <>
struct Described<FocusOptions> : OptionTable<FocusOptions> {
  static constexpr std::array kOptions = {
      // clang-format off
      number("focus.minimum_sharpness", kJudged, &Options::minimum_sharpness, {0, 1}, "",
             "Blocks of tissue with a lower median sharpness are out of focus.",
             "blocks of HER2 cores, Ki67 fields and phantoms: 0.41 or more blurred by 0.5 um, 0.37 or less by 1.5 um"),
      number("focus.block_um", kJudged, &Options::block_um, {16, 1000}, "um",
             "Edge of the blocks focus is judged in.",
             "some dozen cells"),
      number("focus.minimum_cells", kJudged, &Options::minimum_cells, {1, 1000}, "cells",
             "Fewer cells in and round a block: its focus is not judged.",
             "chosen by eye"),
      // clang-format on
  };
};

// Throws std::invalid_argument naming field, value and range.
void validate(const FocusOptions& options);

// Turns tissue in blurred blocks to TissueClass::kOutOfFocus. Blocks lie on a grid with a corner at `grid_origin`
// (level-0 pixels); a mask pixel belongs to the block that holds its centre. Cells on other classes than tissue and
// cells without sharpness (0) are not asked.
void markOutOfFocus(std::span<const CellSummary> cells, Level0Pixel grid_origin, PixelSize level0_pixel_size,
                    const FocusOptions& options, TissueMask& tissue);

// Excludes every cell whose seed lies in an artefact, with the artefact as the reason, unless it is excluded already.
void excludeCellsInArtefacts(const TissueMask& tissue, std::span<CellSummary> cells);

}  // namespace herald
