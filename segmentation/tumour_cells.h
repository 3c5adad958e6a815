// Which cells are tumour cells, on a slide without annotations: epithelium against stroma, muscle, lymphocytes and
// endothelium.
//
// A net that sees no DAB says of every place how likely it is epithelium (tissue_net.h); a cell has the mean round its
// nucleus. Epithelium lies together, so that the cells around say as much of a cell as its own place does: a logistic
// model of its own log odds and the mean of those within tumour.neighbourhood_um. In-situ cancer and normal glands are
// epithelium too and cannot be told apart: every automatic result says in_situ_not_excluded. Pure functions of the
// whole slide's cells; the order of cells does not matter. Overloads for whole records change the same fields.
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
  double probability_margin = 0.4;
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
      number("tumour.probability_margin", kJudged, &Options::probability_margin, {0, 0.99}, "",
             "The score must be the same when cells are tumour from a probability this share of the way nearer to 0, and to 1.",
             "0.3 and 0.7 beside the default probability"),
      number("tumour.neighbourhood_um", kJudged, &Options::neighbourhood_um, {5, 200}, "um",
             "Radius of the neighbourhood the classifier looks at.",
             "two to three cells; the classifier was calibrated with it"),
      // clang-format on
  };
};

void validate(const TumourCellOptions& options);

// Fills neighbourhood_tissue_logit (mean of tissue_logit within neighbourhood_um, the cell itself included) and
// neighbours_25um (the number of others within neighbourhood_um) of every cell. Cells must be unique; any order. Cells
// are visited in horizontal strips: beside the cells, 8 bytes each and the strips within reach are in memory.
void measureNeighbourhoods(std::span<CellSummary> cells, PixelSize level0_pixel_size, double neighbourhood_um);

// Probability that a cell is tumour (epithelium), from its record with the neighbourhood filled in. 0-1.
[[nodiscard]] double tumourProbability(const CellSummary& cell);

// Fills tumour_probability and tumour, and excludes cells that are not tumour (kNotTumour) unless they are excluded for
// another reason already. Selection kAll and kRoi take every cell as tumour.
void selectTumourCells(std::span<CellSummary> cells, const TumourCellOptions& options);

// The probabilities below and above minimum_probability with which the score must be the same: probability_margin of the
// way to 0 and to 1.
[[nodiscard]] std::array<double, 2> otherProbabilities(const TumourCellOptions& options);

// The same for whole records.
void measureNeighbourhoods(std::span<CellRecord> cells, PixelSize level0_pixel_size, double neighbourhood_um);
void selectTumourCells(std::span<CellRecord> cells, const TumourCellOptions& options);

}  // namespace herald
