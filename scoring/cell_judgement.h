// From the calls of a slide's cells to its answer: can it be assessed, did its controls pass, and what is its score.
// One function for every place that asks: a run, a rescore, and the page and the viewer in which cuts are moved.
// Pure; deterministic, whatever the order of cells; thread-safe.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "scoring/controls.h"
#include "scoring/slide_quality.h"
#include "scoring/slide_score.h"

namespace herald {

// An on-slide control and its cells, by their place among those judged.
struct ControlCells {
  std::int64_t object = 0;  // number of the annotation's object
  int expected = 0;         // score it must give, 0-3
  std::vector<std::size_t> members;
};

struct CellJudgementOptions {
  SlideQualityOptions quality;
  SlideScoreOptions score;
  ControlOptions controls;
};

// All that judging a slide's cells takes beside the cells.
struct JudgementRequest {
  double um_per_px = 0;         // of level 0
  CellClassOptions cell_class;  // of the calls
  CellJudgementOptions options;
  RuleSet rules;                    // with the noise floor that is to be used
  TissueAreas areas;                // of the tissue whose cells can count
  double hematoxylin_scale_od = 0;  // of the slide; 0 = not known
  std::vector<ControlCells> controls;
  std::vector<std::string> refusals;  // why it is not assessable whatever the cells are
};

struct CellJudgement {
  SlideScore score;                  // without an answer where there are reasons
  std::vector<std::string> reasons;  // why there is none, each once; empty = scored
  std::vector<ControlResult> controls;
  SlideAssessment assessment;
  std::vector<std::string> warnings;  // of the assessment and of controls
};

// `cells` and `calls` (of request.cell_class) run in parallel; of a control every member counts, otherwise those
// counted(). Reasons: refusals, or else what keeps the cells from being assessed; then failed controls, then too few
// cells, then membranes_masked: the score would be another one if the cells that cannot be judged had the strongest
// membranes their DAB could hide, instead of none. Percentages are filled in whatever the reasons are. Throws
// std::invalid_argument as assessSlide, scoreControl and scoreSlide.
[[nodiscard]] CellJudgement judgeCells(std::span<const CellSummary> cells, std::span<const CellCall> calls,
                                       const JudgementRequest& request);

}  // namespace herald
