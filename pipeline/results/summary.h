// summary.csv: one row a slide, for spreadsheets and statistics. RFC 4180 quoting, lines ended by LF.
//
// A row is made from the slide's result.json, never from anything else, so that a slide reused from an earlier run has
// the row it had then. Thread-safe.
#pragma once

#include <array>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

#include "pipeline/analysis/slide_result.h"

namespace herald {

inline constexpr std::array<std::string_view, 17> kSummaryColumns = {
    "slide", "status", "score",        "ish",     "her2_derived", "borderline", "tumour_cells", "pct_0",  "pct_1",
    "pct_2", "pct_3",  "pct_complete", "h_score", "tissue_mm2",   "reasons",    "seconds",      "case_id"};

// Values by column, unquoted. Percentages 0-100; borderline true or false; reasons joined by "; "; seconds = total.
// Empty = not reached.
using SummaryRow = std::array<std::string, kSummaryColumns.size()>;

[[nodiscard]] SummaryRow summaryRow(const SlideResult& result);

// From a result.json of this program. Throws ReadError naming the file when it is missing, not JSON or of another
// schema.
[[nodiscard]] SummaryRow readSummaryRow(const std::filesystem::path& result_json);

// The document: header, then the rows in the order given.
[[nodiscard]] std::string summaryCsv(std::span<const SummaryRow> rows);

// Writes it aside and renames it. Throws OutputError.
void writeSummaryCsv(std::span<const SummaryRow> rows, const std::filesystem::path& path);

}  // namespace herald
