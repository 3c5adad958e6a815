// OUT/report.html: the page of a run, for a first look in the morning. Every slide in a table that can be sorted, what
// failed or is not assessable first, with links to the slides' reports; the mix of scores, distributions of H-score and
// completeness, and the control charts of stain, light and focus. One self-contained file.
#pragma once

#include <filesystem>
#include <string>

#include "pipeline/results/run_report.h"

namespace herald {

// Links go to those slides' reports that are there below `out`. Pure but for that; deterministic; thread-safe.
[[nodiscard]] std::string runPageHtml(const RunReport& run, const std::filesystem::path& out);

// Writes the page aside and renames it; none without slides. Throws OutputError.
void writeRunPage(const RunReport& run, const std::filesystem::path& out);

}  // namespace herald
