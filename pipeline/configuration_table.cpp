// The one place where options get their names. One line an option: key, struct, field, range, unit, meaning.
#include <vector>

#include "pipeline/configuration.h"

namespace herald {
namespace {

using All = Configuration;
using Class = CellClassOptions;
using Score = SlideScoreOptions;

// clang-format off
const std::vector<Option>& table() {
  static const std::vector<Option> kTable = {
      numberOption("cell_class.stained_od", &All::cell_class, &Class::stained_od, {0, 1}, "optical density", "A sector is stained when its contrast exceeds this plus cytoplasm_coefficient times the cytoplasm's DAB."),
      numberOption("cell_class.cytoplasm_coefficient", &All::cell_class, &Class::cytoplasm_coefficient, {0, 2}, "", "Share of the cell's own cytoplasmic DAB that is added to stained_od."),
      numberOption("cell_class.moderate_od", &All::cell_class, &Class::moderate_od, {0, 3}, "optical density", "Mean peak of the stained sectors from which staining is moderate."),
      numberOption("cell_class.strong_od", &All::cell_class, &Class::strong_od, {0, 3}, "optical density", "Mean peak of the stained sectors from which staining is strong."),
      numberOption("cell_class.complete_fraction", &All::cell_class, &Class::complete_fraction, {0, 1}, "share of the outline", "Completeness from which a membrane is complete."),
      numberOption("cell_class.none_fraction", &All::cell_class, &Class::none_fraction, {0, 1}, "share of the outline", "Completeness below which a cell is unstained."),

      numberOption("quality.minimum_tumour_cells", &All::score, &Score::minimum_tumour_cells, {1, 1e9}, "cells", "Fewer counted tumour cells: not assessable."),

      numberOption("score.bootstrap_block_um", &All::score, &Score::bootstrap_block_um, {10, 10000}, "um", "Edge of the tissue blocks that the bootstrap resamples."),
      numberOption("score.bootstrap_replicates", &All::score, &Score::bootstrap_replicates, {100, 100000}, "", "Slides drawn by the bootstrap."),
  };
  return kTable;
}
// clang-format on

}  // namespace

std::span<const Option> configurationOptions() {
  return table();
}

}  // namespace herald
