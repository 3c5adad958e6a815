// One line of summary.csv as a value, and the table of its columns. Whatever writes, reads, shows or documents a
// summary goes by this table, and finds a column by its name: a summary of another version, with fewer or more columns,
// can be read.
//
// To add a column: a member, a line of the table, and its value in summaryRow (summary.cpp).
// Pure; thread-safe.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "pipeline/analysis/slide_result.h"
#include "pipeline/files/json_text.h"

namespace herald {

// What a slide did not reach is empty or has no value. Numbers are rounded as in result.json.
struct SummaryRow {
  std::string slide;
  SlideStatus status = SlideStatus::kFailed;
  std::optional<Her2Score> score;
  std::string ish;
  std::string her2_derived;
  std::optional<bool> borderline;
  std::optional<std::int64_t> tumour_cells;
  std::optional<double> pct_0;
  std::optional<double> pct_1;
  std::optional<double> pct_2;
  std::optional<double> pct_3;
  std::optional<double> pct_masked;
  std::optional<double> pct_complete;
  std::optional<double> h_score;
  std::optional<double> tissue_mm2;
  std::vector<std::string> reasons;
  std::optional<double> seconds;
  std::string case_id;

  bool operator==(const SummaryRow&) const = default;
};

using SummaryMember =
    std::variant<std::string SummaryRow::*, SlideStatus SummaryRow::*, std::optional<Her2Score> SummaryRow::*,
                 std::optional<bool> SummaryRow::*, std::optional<std::int64_t> SummaryRow::*,
                 std::optional<double> SummaryRow::*, std::vector<std::string> SummaryRow::*>;

struct SummaryColumn {
  std::string_view name;
  std::string_view meaning;      // Markdown
  std::string_view unit;         // empty: none
  std::string_view result_path;  // of its value in result.json, keys with "/" between them
  SummaryMember member;
};

// In the order of the file.
inline constexpr auto kSummaryColumns = std::to_array<SummaryColumn>({
    {"slide", "path below the folder given, or file name", "", "slide/path", &SummaryRow::slide},
    {"status", "`scored`, `indeterminate`, `failed` or `skipped`", "", "status", &SummaryRow::status},
    {"score", "0, 1+, 2+ or 3+; empty when there is none", "", "score", &SummaryRow::score},
    {"ish", "`reflex`: in-situ hybridisation is called for (2+)", "", "ish", &SummaryRow::ish},
    {"her2_derived",
     "research category of breast rule sets: `low`, `pending-ish`, `ultralow` or `null`; never the score", "",
     "derived", &SummaryRow::her2_derived},
    {"borderline", "`true`: an interval covers a cut that decides the score", "", "borderline",
     &SummaryRow::borderline},
    {"tumour_cells", "tumour cells that count", "cells", "cells/tumour", &SummaryRow::tumour_cells},
    {"pct_0", "class 0", "% of counted cells", "percent/0/value", &SummaryRow::pct_0},
    {"pct_1", "class 1+", "% of counted cells", "percent/1+/value", &SummaryRow::pct_1},
    {"pct_2", "class 2+", "% of counted cells", "percent/2+/value", &SummaryRow::pct_2},
    {"pct_3", "class 3+", "% of counted cells", "percent/3+/value", &SummaryRow::pct_3},
    {"pct_complete", "cells with a complete membrane of any intensity", "% of counted cells", "percent_complete/value",
     &SummaryRow::pct_complete},
    {"h_score", "1 × % of 1+, 2 × % of 2+, 3 × % of 3+", "0–300", "h_score/value", &SummaryRow::h_score},
    {"tissue_mm2", "assessable tissue, without artefacts", "mm²", "quality/tissue_mm2", &SummaryRow::tissue_mm2},
    {"reasons", "why there is no score, joined by `; `", "", "reasons", &SummaryRow::reasons},
    {"seconds", "time spent on the slide", "s", "seconds/total", &SummaryRow::seconds},
    {"case_id", "from the list of slides", "", "slide/case_id", &SummaryRow::case_id},
    {"pct_masked", "cells that cannot be judged", "% of counted cells", "percent_masked/value",
     &SummaryRow::pct_masked},
});

inline constexpr std::array kSummaryColumnNames = [] {
  std::array<std::string_view, kSummaryColumns.size()> names;
  for (std::size_t i = 0; i < names.size(); ++i) names[i] = kSummaryColumns[i].name;
  return names;
}();

// Throws std::out_of_range for a name that is not a column.
[[nodiscard]] constexpr const SummaryColumn& summaryColumn(std::string_view name) {
  for (const SummaryColumn& column : kSummaryColumns)
    if (column.name == name) return column;
  throw std::out_of_range("not a column of a summary");
}

// As summary.csv has it, unquoted: true or false, numbers with all their digits, reasons joined by "; ".
[[nodiscard]] std::string columnText(const SummaryRow& row, const SummaryColumn& column);

// The inverse; reasons, which cannot be told apart in the text, become one. Throws std::invalid_argument naming column
// and value.
void setColumn(const SummaryColumn& column, const std::string& text, SummaryRow& row);

// The row of a slide whose result.json this is. Throws std::invalid_argument or a JSON exception for a value of another
// kind, and without status or reasons; what else is missing was not reached.
[[nodiscard]] SummaryRow summaryRowOf(const OrderedJson& result);

// The columns that the header of a file has, by their names.
class SummaryHeader {
 public:
  // Unknown columns are ignored. Throws std::invalid_argument without slide or status, and for a column
  // that appears twice.
  explicit SummaryHeader(std::span<const std::string> names);

  // Of columns that the file lacks the values are unknown. Throws std::invalid_argument for another number of fields
  // and as setColumn.
  [[nodiscard]] SummaryRow row(std::span<const std::string> fields) const;

 private:
  std::vector<const SummaryColumn*> columns_;  // of each field; null: not known
};

}  // namespace herald
