// Parts of a page that follow from a slide's score alone, the same in a report, in its script and in the viewer. Pure;
// thread-safe.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "scoring/slide_score.h"

namespace herald {

// kScoreNumbers in print: "H-score 163 (145.3 – 183.9), of 300"; "H-score unknown" where no cell counts.
[[nodiscard]] std::string numbersText(const SlideScore& score);

// The clause that fired, in its words: "Complete membrane staining ... (asco-cap-2018/2+)"; empty without a score.
[[nodiscard]] std::string firedClauseText(const SlideScore& score);

// Table of the counted cells by completeness and intensity.
[[nodiscard]] std::string stainingTableHtml(const SlideScore& score);

// The answer to cuts that have been moved: score, why, shares of the classes, H-score, the table. `reasons`: why there
// is no score. `of_run`: the score that the run gave; nothing: none.
[[nodiscard]] std::string liveAnswerHtml(const SlideScore& score, const std::vector<std::string>& reasons,
                                         std::optional<std::string_view> of_run);

}  // namespace herald
