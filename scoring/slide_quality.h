// Can the slide be assessed at all? Reasons for a refusal and warnings, from areas and cells.
//
// "Not assessable" is the honest answer where staining cannot be judged: ASCO/CAP calls a test indeterminate for
// artefacts (crush, edge), strong non-membranous staining and failed controls (Wolff, J Clin Oncol 2018;36:2105). Pure
// function; the order of cells does not matter; thread-safe.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "scoring/cell_class.h"
#include "segmentation/cell_record.h"
#include "stain/option_descriptor.h"

namespace herald {

// [quality] in the configuration. Areas mm2, shares 0-1.
struct SlideQualityOptions {
  double minimum_tissue_mm2 = 0.005;
  double minimum_assessable_share = 0.25;  // the rest is folded, blurred, under red cells or dust
  double largest_out_of_focus_share = 0.6;
  double minimum_counterstain_scale_od = 0.008;
  // Phantoms painted with 0.25 are read as 3+.
  double masking_cytoplasm_od = 0.17;
  double largest_masked_share = 0.5;  // of cells with so much and no complete membrane of three times as much
  double edge_um = 50;
  double edge_warning_points = 40;  // of moderately or strongly stained cells
};

template <>
struct Described<SlideQualityOptions> : OptionTable<SlideQualityOptions> {
  static constexpr std::array kOptions = {
      // clang-format off
      number("quality.minimum_tissue_mm2", kJudged, &Options::minimum_tissue_mm2, {0, 100}, "mm2",
             "Less assessable tissue: not assessable.",
             "a 400 x 400 px field at 40x has 0.01"),
      number("quality.minimum_assessable_share", kJudged, &Options::minimum_assessable_share, {0, 1}, "share of tissue",
             "Artefacts leave less than this: not assessable.",
             "a quarter is still a sample of the slide"),
      number("quality.largest_out_of_focus_share", kJudged, &Options::largest_out_of_focus_share, {0, 1},
             "share of tissue",
             "More out of focus: not assessable.",
             "chosen by eye"),
      number("quality.minimum_counterstain_scale_od", kJudged, &Options::minimum_counterstain_scale_od, {0, 3},
             "optical density",
             "Haematoxylin scale of the slide below which there is no counterstain.",
             "pale slides have 0.014 and more; below 0.008 noise and compression are as strong as nuclei"),
      number("quality.masking_cytoplasm_od", kJudged, &Options::masking_cytoplasm_od, {0, 3}, "optical density",
             "Cytoplasmic DAB that hides a weak membrane.",
             "phantoms painted with 0.15 measure 0.13, with 0.25 0.19; HER2 core 3 has 0.11"),
      number("quality.largest_masked_share", kJudged, &Options::largest_masked_share, {0, 1}, "share of tumour cells",
             "More cells hidden by their cytoplasm: not assessable.",
             "chosen by eye"),
      number("quality.edge_um", kJudged, &Options::edge_um, {1, 250}, "um",
             "Cells nearer to the tissue's edge are edge cells.",
             "chosen by eye"),
      number("quality.edge_warning_points", kJudged, &Options::edge_warning_points, {1, 100}, "percentage points",
             "Stained cells more frequent by this at the edge than inside: warning.",
             "chosen by eye"),
      // clang-format on
  };
};

// Throws std::invalid_argument naming field, value and range.
void validate(const SlideQualityOptions& options);

// Areas of the slide, mm2: `tissue` can be assessed, the others hide tissue.
struct TissueAreas {
  double tissue_mm2 = 0;
  double out_of_focus_mm2 = 0;
  double hidden_mm2 = 0;  // folds, red cells, dust
};

struct SlideAssessment {
  std::vector<std::string> reasons;   // empty = assessable; out_of_focus, too_little_tissue, no_counterstain,
                                      // cytoplasmic_artefact, each "name: what was found and what is needed"
  std::vector<std::string> warnings;  // edge_artefact
  double counterstain_od = 0;         // median haematoxylin of nuclei that no artefact hides; for the reader
  double masked_share = 0;            // of counted cells
};

// What scoreSlide and assessSlide need of the cell's staining.
[[nodiscard]] CellCall callOf(const CellRecord& cell, const CellStaining& staining, const SlideQualityOptions& options);

// The same of a cell whose stained membrane is known.
[[nodiscard]] CellCall callOf(const StainedMembrane& stained, float cytoplasm_dab_od, const CellClassOptions& cuts,
                              const SlideQualityOptions& options);

// `cells` and `calls` run in parallel (std::invalid_argument otherwise). `hematoxylin_scale_od`: of the slide
// (SlideStatistics); 0 = not known, then only tissue without a cell has no counterstain. Without counted ones nothing
// of cytoplasm and edge; fewer than 20 edge or inner cells give no warning.
[[nodiscard]] SlideAssessment assessSlide(std::span<const CellSummary> cells, std::span<const CellCall> calls,
                                          const TissueAreas& areas, double hematoxylin_scale_od,
                                          const SlideQualityOptions& options);

}  // namespace herald
