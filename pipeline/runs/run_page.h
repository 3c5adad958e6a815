// OUT/report.html: the page of a run, for a first look in the morning. Every slide in a table that can be sorted, what
// failed or is not assessable first, with links to the slides' reports; the mix of scores, distributions of H-score and
// completeness, and the control charts of stain, light and focus. One self-contained file.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "pipeline/comparison/run_changes.h"
#include "pipeline/results/result_folder.h"

namespace herald {

// Links go to those slides' reports that are there. Pure but for that; deterministic; thread-safe.
[[nodiscard]] std::string runPageHtml(const ResultFolder& results, const RunSide& side);

// Reads the results in `out` back and writes the page aside and renames it; none without slides. What keeps them from
// being read, because a stranger has damaged them since, is no failure of the run: it is returned as a warning, and
// there is no page. Throws OutputError.
[[nodiscard]] std::optional<std::string> writeRunPage(const std::filesystem::path& out);

}  // namespace herald
