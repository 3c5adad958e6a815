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

namespace herald {

// [quality] in the configuration. Areas mm2, shares 0-1.
struct SlideQualityOptions {
  // Less assessable tissue than this: not assessable. A 400 x 400 px field at 40x has 0.01.
  double minimum_tissue_mm2 = 0.005;
  // Assessable share of the tissue (the rest folded, blurred, under red cells or dust) below which the slide is not
  // assessable; chosen so that a quarter is still a sample of the slide.
  double minimum_assessable_share = 0.25;
  // Share of the tissue out of focus above which the slide is not assessable.
  double largest_out_of_focus_share = 0.6;
  // Median haematoxylin of nuclei below which there is no counterstain, optical density.
  double minimum_counterstain_od = 0.05;
  // DAB in the cytoplasm that hides a weak or moderate membrane, optical density. Synthetic slides without membranes
  // measure a median of 0.13 where 0.15 was painted and 0.19 where 0.25 was (read as 3+); core 3 has 0.11.
  double masking_cytoplasm_od = 0.17;
  // Share of counted cells with so much and no complete membrane of three times as much above which the slide is not
  // assessable.
  double largest_masked_share = 0.5;
  // Cells nearer than this to the tissue's edge are edge cells, micrometres, at most 250.
  double edge_um = 50;
  // More moderately or strongly stained cells at the edge than inside, percentage points, that give a warning.
  double edge_warning_points = 40;
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
  double counterstain_od = 0;         // median haematoxylin of nuclei that no artefact hides
  double masked_share = 0;            // of counted cells
};

// What scoreSlide and assessSlide need of the cell's staining.
[[nodiscard]] CellCall callOf(const CellRecord& cell, const CellStaining& staining, const SlideQualityOptions& options);

// The same of a cell whose stained membrane is known.
[[nodiscard]] CellCall callOf(const StainedMembrane& stained, float cytoplasm_dab_od, const CellClassOptions& cuts,
                              const SlideQualityOptions& options);

// `cells` and `calls` run in parallel (std::invalid_argument otherwise). Tissue without a cell has no
// counterstain. Without counted ones nothing of cytoplasm and edge; fewer than 20 edge or inner cells give no warning.
[[nodiscard]] SlideAssessment assessSlide(std::span<const CellSummary> cells, std::span<const CellCall> calls,
                                          const TissueAreas& areas, const SlideQualityOptions& options);

}  // namespace herald
