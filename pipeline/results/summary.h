// summary.csv: one row a slide (summary_row.h), for spreadsheets and statistics. RFC 4180 quoting, lines ended by LF.
// Thread-safe.
#pragma once

#include <filesystem>
#include <span>
#include <string>

#include "pipeline/results/summary_row.h"

namespace herald {

// The same as summaryRowOf gives of the slide's result.json.
[[nodiscard]] SummaryRow summaryRow(const SlideResult& result);

// The document: header, then the rows in the order given.
[[nodiscard]] std::string summaryCsv(std::span<const SummaryRow> rows);

// Writes it aside and renames it. Throws OutputError.
void writeSummaryCsv(std::span<const SummaryRow> rows, const std::filesystem::path& path);

}  // namespace herald
