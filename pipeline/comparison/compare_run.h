// herald compare: reads both sides, compares, and writes the folder, which is whole or absent.
//
// Against readers: compare.json, compare.html, slides.csv, discordant.csv, statistics.csv. Between runs: changes.json,
// changes.html, drift.csv and, with two of them, slides.csv.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/comparison/comparison.h"

namespace herald {

struct CompareReport {
  std::vector<std::string> notes;  // what was guessed or left out, a line each
  std::string outcome;             // one line
};

// `scored`: a folder of results or a table; `out`: new or empty. Throws std::invalid_argument for what cannot be
// compared (comparison.h, readers.h, scored_slides.h) and an `out` that is in use, before anything is written;
// OutputError.
[[nodiscard]] CompareReport compareWithReaders(const std::filesystem::path& scored,
                                               const std::filesystem::path& readers, const std::filesystem::path& out,
                                               const ComparisonOptions& options);

// Two runs, or the drift of one. Throws as above.
[[nodiscard]] CompareReport compareRuns(const std::filesystem::path& first,
                                        const std::optional<std::filesystem::path>& second,
                                        const std::filesystem::path& out);

}  // namespace herald
