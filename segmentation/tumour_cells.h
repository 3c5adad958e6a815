// Which cells are tumour cells, on a slide without annotations: epithelium against stroma, lymphocytes and endothelium.
//
// What tells them apart on real tissue is less the nucleus than what is around it: epithelial cytoplasm fills the space
// between nuclei evenly, stroma leaves gaps of glass between fibres. A logistic model on the nucleus, its ring and the
// mean ring of the neighbourhood. The ring's optical density contains some DAB, so that stained epithelium is
// recognised a little more easily than unstained. In-situ cancer and normal glands are epithelium too and cannot be
// told apart: every automatic result says in_situ_not_excluded. Pure functions of the whole slide's cells; the order of
// cells does not matter.
#pragma once

#include <span>

#include "segmentation/cell_record.h"
#include "stain/units.h"

namespace herald {

enum class TumourSelection { kAutomatic, kRoi, kAll };

// [tumour] in the configuration.
struct TumourCellOptions {
  TumourSelection selection = TumourSelection::kAutomatic;
  // Probability from which a cell counts as tumour.
  double minimum_probability = 0.5;
  // Radius of the neighbourhood, micrometres: two to three cells (prototype: AUC 0.94 at 25).
  double neighbourhood_um = 25;
};

void validate(const TumourCellOptions& options);

// Fills neighbourhood_ring_od_p50, neighbourhood_ring_od_cv and neighbours_25um of every cell from its neighbours.
// Cells must be unique; any order.
void measureNeighbourhoods(std::span<CellRecord> cells, PixelSize level0_pixel_size, double neighbourhood_um);

// Probability that a cell is tumour (epithelium), from its record with the neighbourhood filled in. 0-1.
[[nodiscard]] double tumourProbability(const CellRecord& cell);

// Fills tumour_probability and tumour, and excludes cells that are not tumour (kNotTumour) unless they are excluded for
// another reason already. Selection kAll and kRoi take every cell as tumour.
void selectTumourCells(std::span<CellRecord> cells, const TumourCellOptions& options);

}  // namespace herald
