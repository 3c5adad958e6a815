// From what was measured of a slide to its answer: which cells count, and the score. Everything here follows from the
// cell records, the tissue mask, the annotation and the options of stages kJudged and kCut; no pixel of the
// slide is read, so that a result can be judged again with other options (rescore.h).
#pragma once

#include <memory>

#include "pipeline/analysis/slide_result.h"
#include "pipeline/configuration/effective_configuration.h"
#include "scoring/rule_set.h"

namespace herald {

// Of `result`, identity, description, pixel size, statistics, refusals, the annotation's regions and the cells must be
// there, cells with the calls of the options cell_class and quality. Fills the rest but for `seconds` and warnings
// of reading, and changes of the cells `excluded`, `tumour` and what tumour_cells.h measures, of the mask what is out
// of focus. What an earlier judgement left of these does not matter: judging twice gives what judging once gives. Cells
// whose surroundings were measured with the radius asked for (result.measured.neighbourhood_um) are not measured again.
//
// With include regions only cells in them count: those the classifier accepts (tumour.selection "automatic"; the result
// says "roi_automatic"), or all ("roi" and "all"; the result says "roi"). Exclude regions win. Controls never count and
// are scored apart (scoring/controls.h). A slide with refusals has no score, whatever its cells are. Throws
// std::invalid_argument for options out of range and for tumour.selection "roi" without an include region. Thread-safe
// for different results.
void judgeSlide(const std::shared_ptr<const EffectiveConfiguration>& configuration, const RuleSet& rules,
                SlideResult& result);

}  // namespace herald
