// Can the slide be assessed at all? Reasons for a refusal and warnings, from areas and cells.
//
// "Not assessable" is the honest answer where staining cannot be judged: ASCO/CAP calls a test indeterminate for
// artefacts (crush, edge), strong non-membranous staining and failed controls (Wolff, J Clin Oncol 2018;36:2105). Pure
// function; the order of cells does not matter; thread-safe.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "scoring/blank_tissue.h"
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
  double clear_line_um = 1.2;
  double largest_masked_share = 0.5;
  double largest_mean_arcs = 5;
  double edge_um = 50;
  double edge_warning_points = 20;
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
      number("quality.clear_line_um", kJudged, &Options::clear_line_um, {0, 100}, "um",
             "A line stands out of its cell when it holds this many um times the cell's DAB beside it. A cell whose DAB "
             "could so hide a moderate line, and whose own line does not stand out, cannot be judged.",
             "synthetic cells under a blush of 0.15 OD: without a membrane 0.7, weak 0.8, moderate 1.7, strong 3; cells of "
             "the 3+ core 2.2-3.1 (medians)"),
      number("quality.largest_masked_share", kJudged, &Options::largest_masked_share, {0, 1}, "share of tumour cells",
             "More cells that cannot be judged: not assessable, whatever the others are.",
             "what hides the membranes of most cells is in the others too"),
      number("quality.largest_mean_arcs", kJudged, &Options::largest_mean_arcs, {1, 32}, "stained stretches",
             "Stained cells whose outlines are stained in more separate stretches on average: not assessable, since granules "
             "are stained so and membranes are not.",
             "six cores 3.8-4.4, synthetic slides 2.0-3.4 and with granules 5.7-6.3"),
      number("quality.edge_um", kJudged, &Options::edge_um, {1, 250}, "um",
             "Cells nearer to the tissue's edge are edge cells.",
             "chosen by eye"),
      number("quality.edge_warning_points", kJudged, &Options::edge_warning_points, {1, 100}, "percentage points",
             "Strongly stained cells more frequent by this at the edge than inside, their intervals apart: warning.",
             "twice the share that makes a slide 3+"),
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
  std::vector<std::string>
      reasons;  // empty = assessable; out_of_focus, too_little_tissue, no_counterstain,
                // membranes_masked, granular_staining, each "name: what was found and what is needed"
  std::vector<std::string> warnings;       // edge_artefact
  double counterstain_od = 0;              // median haematoxylin of nuclei that no artefact hides; for the reader
  double masked_share = 0;                 // of counted cells: cannot be judged
  BlankTissue blank;                       // cells that are no tumour, called stained or not; for the reader
  std::optional<double> gradient_h_score;  // across the tissue (staining_gradient.h); for the reader
};

// What scoreSlide and assessSlide need of a cell's staining. Masked is a cell whose level (membrane_level.h) could
// hide a complete line that is moderate by the cuts, unless its own line stands out; hidden is the strongest such line,
// and at least as strong as what was measured.
[[nodiscard]] CellCall callOf(const StainedMembrane& stained, float side_dab_od, const CellClassOptions& cuts,
                              const SlideQualityOptions& options);

// `cells` and `calls` run in parallel (std::invalid_argument otherwise). `hematoxylin_scale_od`: of the slide
// (SlideStatistics); 0 = not known, then only tissue without a cell has no counterstain. `um_per_px`: of level 0.
// Without counted ones nothing is masked; fewer than 20 edge or inner cells give no warning.
[[nodiscard]] SlideAssessment assessSlide(std::span<const CellSummary> cells, std::span<const CellCall> calls,
                                          const TissueAreas& areas, double hematoxylin_scale_od, double um_per_px,
                                          const SlideQualityOptions& options);

}  // namespace herald
