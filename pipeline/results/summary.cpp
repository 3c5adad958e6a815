#include "pipeline/results/summary.h"

#include <fmt/format.h>

#include <fstream>

#include "pipeline/files/atomic_file.h"
#include "pipeline/files/csv.h"
#include "pipeline/files/json_text.h"
#include "pipeline/files/read_error.h"
#include "pipeline/files/whole_file.h"
#include "pipeline/results/result_json.h"

namespace herald {
namespace {

std::string fieldText(const OrderedJson& value) {
  if (value.is_null()) return "";
  if (value.is_string()) return value.get<std::string>();
  if (value.is_boolean()) return value.get<bool>() ? "true" : "false";
  if (value.is_number_integer()) return std::to_string(value.get<std::int64_t>());
  return fmt::format("{}", value.get<double>());
}

// Value below "key/key/..."; empty when the document has none: parts a slide did not reach are null.
std::string fieldAt(const OrderedJson& document, std::string_view path) {
  const std::size_t slash = path.find('/');
  const auto found = document.is_object() ? document.find(std::string(path.substr(0, slash))) : document.end();
  if (found == document.end()) return "";
  return slash == std::string_view::npos ? fieldText(*found) : fieldAt(*found, path.substr(slash + 1));
}

SummaryRow rowOf(const OrderedJson& document) {
  constexpr std::array<std::string_view, kSummaryColumns.size()> kPaths = {"slide/path",
                                                                           "status",
                                                                           "score",
                                                                           "ish",
                                                                           "derived",
                                                                           "borderline",
                                                                           "cells/tumour",
                                                                           "percent/0/value",
                                                                           "percent/1+/value",
                                                                           "percent/2+/value",
                                                                           "percent/3+/value",
                                                                           "percent_complete/value",
                                                                           "h_score/value",
                                                                           "quality/tissue_mm2",
                                                                           "",
                                                                           "seconds/total",
                                                                           "slide/case_id"};
  SummaryRow row;
  for (std::size_t i = 0; i < row.size(); ++i) {
    if (!kPaths[i].empty()) {
      row[i] = fieldAt(document, kPaths[i]);
      continue;
    }
    for (const auto& reason : document.at("reasons"))
      row[i].append(row[i].empty() ? "" : "; ").append(reason.get<std::string>());
  }
  return row;
}

}  // namespace

SummaryRow summaryRow(const SlideResult& result) {
  return rowOf(OrderedJson::parse(resultJson(result, {})));
}

SummaryRow readSummaryRow(const std::filesystem::path& result_json) {
  std::ifstream file(result_json, std::ios::binary);
  if (!file) throw ReadError(result_json.string() + ": cannot open");
  try {
    const OrderedJson document = boundedJson(wholeText(file, kLargestResultBytes));
    if (fieldAt(document, "schema") == kResultSchemaName) return rowOf(document);
  } catch (const std::invalid_argument&) {      // too large, too deep, no JSON
  } catch (const nlohmann::json::exception&) {  // a member that is missing or of another type
  }
  throw ReadError(result_json.string() + ": not a document of schema " + std::string(kResultSchemaName));
}

std::string summaryCsv(std::span<const SummaryRow> rows) {
  std::string text = fmt::format("{}\n", fmt::join(kSummaryColumns, ","));
  for (const SummaryRow& row : rows) text += csvLine(row);
  return text;
}

void writeSummaryCsv(std::span<const SummaryRow> rows, const std::filesystem::path& path) {
  writeFileAtomically(path, summaryCsv(rows));
}

}  // namespace herald
