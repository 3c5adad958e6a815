// Which cells are tumour cells, on a slide without annotations: epithelium against stroma, lymphocytes and endothelium.
//
// What tells them apart on real tissue is less the nucleus than what is around it: epithelial cytoplasm fills the space
// between nuclei, stroma leaves gaps of glass between fibres. How dense that is differs more from slide to slide than
// from epithelium to stroma, so density is taken against the wider surroundings. A logistic model on
//
//   - the rings of the cells within 15 um, median and 10th percentile, against those within 100 um (contrast),
//   - the nuclei within 25 um: large in epithelium,
//   - haematoxylin of ring / nucleus within 25 um: cytoplasm takes some counterstain, gaps take none, and no DAB.
//
// The ring's optical density contains some DAB; it is capped, so that DAB says little. Stained epithelium is still
// recognised more easily than unstained epithelium beside it (synthetic slides: tests/accuracy/README.md). In-situ
// cancer and normal glands are epithelium too and cannot be told apart: every automatic result says
// in_situ_not_excluded. Pure functions of the whole slide's cells; the order of cells does not matter. Overloads for
// whole records change the same fields.
#pragma once

#include <array>
#include <span>
#include <string_view>

#include "segmentation/cell_record.h"
#include "stain/option_descriptor.h"
#include "stain/units.h"

namespace herald {

enum class TumourSelection { kAutomatic, kRoi, kAll };
inline constexpr std::array<std::string_view, 3> kTumourSelectionNames = {"automatic", "roi", "all"};

// [tumour] in the configuration.
struct TumourCellOptions {
  TumourSelection selection = TumourSelection::kAutomatic;
  double minimum_probability = 0.5;
  double neighbourhood_um = 25;
};

template <>
struct Described<TumourCellOptions> : OptionTable<TumourCellOptions> {
  static constexpr std::array kOptions = {
      // clang-format off
      choice<&Options::selection>("tumour.selection", kJudged, kTumourSelectionNames,
                                  "Which cells count, within include regions if there are any: those the classifier accepts; all, "
                                  "with regions required; or all.",
                                  "only tumour cells are to be counted"),
      number("tumour.minimum_probability", kJudged, &Options::minimum_probability, {0, 1}, "",
             "Probability from which a cell is tumour.",
             "more likely tumour than not"),
      number("tumour.neighbourhood_um", kJudged, &Options::neighbourhood_um, {5, 200}, "um",
             "Radius of the neighbourhood the classifier looks at.",
             "two to three cells; the classifier was calibrated with it"),
      // clang-format on
  };
};

void validate(const TumourCellOptions& options);

// Radii of the density contrast, micrometres; fixed, since the weights are calibrated on them.
inline constexpr double kSurroundingsUm = 15;  // a gland is two to three cells thick, a strand of stroma one or two
inline constexpr double kContextUm = 100;      // several glands and what is between them

// Fills ring_od_p50_contrast, ring_od_p10_contrast, neighbourhood_nucleus_area_um2, neighbourhood_hematoxylin_ratio and
// neighbours_25um (the number within neighbourhood_um) of every cell from the cells around. Cells must be unique; any
// order. Optical densities of rings count as 0.02-0.06 (median) and 0.02-0.10 (10th percentile): more is DAB rather
// than cytoplasm. Haematoxylin of a nucleus counts as at least 0.03.
// Cells are visited in horizontal strips: beside the cells, 8 bytes each and the strips within reach are in memory.
void measureNeighbourhoods(std::span<CellSummary> cells, PixelSize level0_pixel_size, double neighbourhood_um);

// Probability that a cell is tumour (epithelium), from its record with the neighbourhood filled in. 0-1.
[[nodiscard]] double tumourProbability(const CellSummary& cell);

// Fills tumour_probability and tumour, and excludes cells that are not tumour (kNotTumour) unless they are excluded for
// another reason already. Selection kAll and kRoi take every cell as tumour.
void selectTumourCells(std::span<CellSummary> cells, const TumourCellOptions& options);

// The same for whole records.
void measureNeighbourhoods(std::span<CellRecord> cells, PixelSize level0_pixel_size, double neighbourhood_um);
void selectTumourCells(std::span<CellRecord> cells, const TumourCellOptions& options);

}  // namespace herald
