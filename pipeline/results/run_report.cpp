#include "pipeline/results/run_report.h"

#include <algorithm>
#include <new>

#include "pipeline/files/printable.h"
#include "pipeline/results/summary.h"

namespace herald {
namespace {

std::string oneLine(std::string text) {
  for (char& c : text)
    if (c == '\n' || c == '\r') c = ' ';
  return text;
}

}  // namespace

std::string reasonOf(const std::exception_ptr& failure) {
  try {
    std::rethrow_exception(failure);
  } catch (const std::bad_alloc&) {
    return "does not fit into memory";
  } catch (const std::exception& error) {
    return oneLine(error.what());
  } catch (...) {
    return "failed for an unknown reason";
  }
}

RunInput entryOf(const SlideResult& result) {
  RunInput entry;
  entry.row = summaryRow(result);
  entry.folder = result.identity.folder;
  entry.decoder = result.measured.description.decoder;
  entry.drift = driftValues(result);
  return entry;
}

std::size_t slidesWith(SlideStatus status, const std::vector<RunInput>& inputs) {
  return static_cast<std::size_t>(
      std::count_if(inputs.begin(), inputs.end(), [&](const RunInput& input) { return input.row.status == status; }));
}

std::vector<SummaryRow> rowsOf(const RunReport& report) {
  std::vector<SummaryRow> rows;
  rows.reserve(report.inputs.size());
  for (const RunInput& input : report.inputs) rows.push_back(input.row);
  return rows;
}

}  // namespace herald
