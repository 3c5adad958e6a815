// compare.html: the page of a comparison, with the plots that papers on agreement show. Pure; deterministic;
// thread-safe.
#pragma once

#include <string>

#include "pipeline/comparison/compare_json.h"

namespace herald {

[[nodiscard]] std::string compareHtml(const Comparison& comparison, const ComparisonSources& sources);

}  // namespace herald
