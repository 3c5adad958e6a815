#include "pipeline/results/result_folder.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <stdexcept>
#include <system_error>

#include "pipeline/files/csv.h"
#include "pipeline/files/whole_file.h"
#include "pipeline/results/run_report.h"

namespace herald {
namespace {

[[noreturn]] void fail(const std::filesystem::path& file, const std::string& cause) {
  throw std::invalid_argument(file.string() + ": " + cause);
}

std::string contentOf(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) fail(path, "cannot be opened: " + std::generic_category().message(errno));
  try {
    std::string content = wholeText(file, kLargestListBytes);
    if (!content.empty()) return content;
  } catch (const std::invalid_argument& error) {
    fail(path, error.what());
  }
  fail(path, "cannot be read or is empty");
}

SlideStatus statusNamed(const std::filesystem::path& file, const std::string& name) {
  for (const SlideStatus status :
       {SlideStatus::kScored, SlideStatus::kIndeterminate, SlideStatus::kFailed, SlideStatus::kSkipped})
    if (slideStatusName(status) == name) return status;
  fail(file, fmt::format("damaged: \"{}\" is no status of a slide", name));
}

OrderedJson jsonIn(const std::filesystem::path& file) {
  const std::string text = contentOf(file);
  try {
    return boundedJson(text);
  } catch (const std::invalid_argument& error) {
    fail(file, error.what());
  }
}

OrderedJson readRun(const std::filesystem::path& file) {
  OrderedJson run = jsonIn(file);
  if (!run.is_object() || !run.contains("schema") || run["schema"] != kRunSchemaName)
    fail(file, fmt::format("is not a document of schema {}", kRunSchemaName));
  return run;
}

void requirePlain(const std::filesystem::path& file, const std::string& folder) {
  try {
    (void)slideFolder({}, folder);
  } catch (const std::invalid_argument& error) {
    fail(file, fmt::format("damaged: {}", error.what()));
  }
}

std::vector<ResultSlide> slidesOf(const std::filesystem::path& file, const OrderedJson& run) {
  std::vector<ResultSlide> slides;
  for (OrderedJson& entry : valueAt<std::vector<OrderedJson>>(file, run, "/inputs")) {
    ResultSlide slide;
    slide.slide = valueAt<std::string>(file, entry, "/slide");
    slide.status = statusNamed(file, valueAt<std::string>(file, entry, "/status"));
    if (!valueAt<OrderedJson>(file, entry, "/folder").is_null())
      slide.folder = valueAt<std::string>(file, entry, "/folder");
    if (!valueAt<OrderedJson>(file, entry, "/case_id").is_null())
      slide.case_id = valueAt<std::string>(file, entry, "/case_id");
    if (!slide.folder.empty()) requirePlain(file, slide.folder);
    slide.entry = std::move(entry);
    slides.push_back(std::move(slide));
  }
  return slides;
}

std::vector<CsvRow> readRows(const std::filesystem::path& file) {
  const std::string text = contentOf(file);
  try {
    return parseCsv(text);
  } catch (const std::invalid_argument& error) {
    fail(file, error.what());
  }
}

// A run that was killed can have written one row more than run.json knows of.
void addRows(const std::filesystem::path& file, bool finished, std::vector<ResultSlide>& slides) {
  const std::vector<CsvRow> rows = readRows(file);
  if (rows.empty() ||
      !std::equal(rows[0].fields.begin(), rows[0].fields.end(), kSummaryColumns.begin(), kSummaryColumns.end()))
    fail(file, "its first line does not name the columns of a summary");
  if (rows.size() < slides.size() + 1 || (finished && rows.size() > slides.size() + 1))
    fail(file, fmt::format("has {} slides where run.json beside it has {}", rows.size() - 1, slides.size()));
  for (std::size_t i = 0; i < slides.size(); ++i) {
    const CsvRow& row = rows[i + 1];
    if (row.fields.size() != kSummaryColumns.size())
      fail(file, fmt::format("line {}: {} fields where the header has {}", row.line, row.fields.size(),
                             kSummaryColumns.size()));
    if (row.fields[0] != slides[i].slide || row.fields[1] != slideStatusName(slides[i].status))
      fail(file, fmt::format("line {}: {} is {} where run.json beside it has {}, {}", row.line, row.fields[0],
                             row.fields[1], slides[i].slide, slideStatusName(slides[i].status)));
    std::copy(row.fields.begin(), row.fields.end(), slides[i].row.begin());
  }
}

}  // namespace

std::int64_t countAt(const std::filesystem::path& file, const OrderedJson& document, const std::string& pointer) {
  const auto count = wholeNumberIn(valueAt<OrderedJson>(file, document, pointer), 0, kMostCounted);
  if (!count) fail(file, "damaged: " + pointer.substr(1) + " is not a count");
  return *count;
}

ResultFolder readResultFolder(const std::filesystem::path& folder) {
  const auto file = folder / "run.json";
  ResultFolder results;
  results.path = folder;
  results.run = readRun(file);
  results.list_slides = static_cast<std::size_t>(countAt(file, results.run, "/list/slides"));
  results.finished = !valueAt<OrderedJson>(file, results.run, "/finished").is_null();
  results.slides = slidesOf(file, results.run);
  addRows(folder / "summary.csv", results.finished, results.slides);
  return results;
}

EffectiveConfiguration configurationOf(const ResultFolder& results) {
  const std::filesystem::path file = results.path / "run.json";
  return parseEffectiveConfiguration(valueAt<std::string>(file, results.run, "/provenance/config"), file.string());
}

}  // namespace herald
