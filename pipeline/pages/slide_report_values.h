// What a slide's report says, as the values of its template (templates/slide_report.html), a function for each part of
// the page. Pure; thread-safe.
#pragma once

#include "pipeline/analysis/slide_result.h"
#include "pipeline/configuration/provenance.h"
#include "pipeline/files/json_text.h"

namespace herald {

// The score with its clause and what to know before it is believed, or why there is none.
[[nodiscard]] OrderedJson answerValues(const SlideResult& result);

// Null where no cell counts.
[[nodiscard]] OrderedJson percentagesValues(const SlideScore& score);

[[nodiscard]] OrderedJson clausesValues(const SlideScore& score);
[[nodiscard]] OrderedJson areasValues(const SlideResult& result);
[[nodiscard]] OrderedJson cellsValues(const SlideResult& result);
[[nodiscard]] OrderedJson qualityValues(const SlideResult& result);
[[nodiscard]] OrderedJson provenanceValues(const SlideResult& result, const Provenance& provenance);

// The lines of a text.
[[nodiscard]] OrderedJson linesOf(std::string_view text);

}  // namespace herald
