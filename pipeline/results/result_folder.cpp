#include "pipeline/results/result_folder.h"

#include <fmt/format.h>

#include <stdexcept>
#include <utility>
#include <vector>

#include "pipeline/files/csv.h"
#include "pipeline/files/output_names.h"
#include "pipeline/files/whole_file.h"
#include "pipeline/results/run_json.h"
#include "pipeline/results/summary_row.h"

namespace herald {
namespace {

[[noreturn]] void fail(const std::filesystem::path& file, const std::string& cause) {
  throw std::invalid_argument(file.string() + ": " + cause);
}

// Puts the file's name before the message of what `act` throws.
template <class Act>
auto inFile(const std::filesystem::path& file, const Act& act) {
  try {
    return act();
  } catch (const std::invalid_argument& error) {
    fail(file, error.what());
  }
}

SummaryRow rowIn(const SummaryHeader& header, const CsvRow& line) {
  try {
    return header.row(line.fields);
  } catch (const std::invalid_argument& error) {
    throw std::invalid_argument(fmt::format("line {}: {}", line.line, error.what()));
  }
}

// A run that was killed can have written one row more than run.json knows of.
void readRows(const std::filesystem::path& file, RunReport& run) {
  const std::string text = requiredText(file, kLargestListBytes);
  const std::vector<CsvRow> lines = inFile(file, [&] { return parseCsv(text); });
  const auto header =
      inFile(file, [&] { return SummaryHeader(lines.empty() ? std::vector<std::string>() : lines.front().fields); });
  const std::size_t slides = run.inputs.size();
  if (lines.size() < slides + 1 || (!run.finished.empty() && lines.size() > slides + 1))
    fail(file, fmt::format("has {} slides, but run.json beside it has {}", lines.size() - 1, slides));
  for (std::size_t i = 0; i < slides; ++i) {
    SummaryRow row = inFile(file, [&] { return rowIn(header, lines[i + 1]); });
    SummaryRow& told = run.inputs[i].row;
    if (row.slide != told.slide || row.status != told.status)
      fail(file, fmt::format("line {}: {} is {}, but run.json beside it has {}, {}", lines[i + 1].line, row.slide,
                             slideStatusName(row.status), told.slide, slideStatusName(told.status)));
    row.reasons = std::move(told.reasons);  // each for itself, where summary.csv has one text
    row.case_id = std::move(told.case_id);
    told = std::move(row);
  }
}

}  // namespace

ResultFolder readResultFolder(const std::filesystem::path& folder) {
  ResultFolder results{folder, readRunJson(folder / output::kRunJson)};
  readRows(folder / output::kSummaryCsv, results.run);
  return results;
}

EffectiveConfiguration configurationOf(const ResultFolder& results) {
  return parseEffectiveConfiguration(results.run.provenance.config_toml, (results.path / output::kRunJson).string());
}

}  // namespace herald
