// The slides of a comparison as tables, each with its scores, its readers and links to its evidence. Pure;
// deterministic; thread-safe.
#pragma once

#include <string>

#include "pipeline/comparison/compare_json.h"

namespace herald {

// Those on which program and reference differ; empty without any.
[[nodiscard]] std::string discordantSlidesHtml(const Comparison& comparison, const ComparisonSources& sources);

// Those that the program gave no score; empty without any.
[[nodiscard]] std::string unscoredSlidesHtml(const Comparison& comparison, const ComparisonSources& sources);

}  // namespace herald
