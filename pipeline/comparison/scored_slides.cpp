#include "pipeline/comparison/scored_slides.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <stdexcept>
#include <unordered_map>

#include "pipeline/comparison/score_fields.h"
#include "pipeline/files/csv_table.h"
#include "pipeline/files/output_names.h"
#include "pipeline/files/printable.h"
#include "pipeline/results/summary_row.h"
#include "pipeline/slides/slide_identity.h"

namespace herald {
namespace {

std::optional<double> numberAt(const CsvTable& table, std::size_t row, std::string_view column) {
  const std::string_view text = table.trimmed(row, column);
  if (text.empty()) return std::nullopt;
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value))
    table.fail(row, fmt::format("{} \"{}\" is not a number", column, printable(text)));
  return value;
}

SlideStatus statusAt(CsvTable& table, std::size_t row, bool has_score) {
  const std::string_view text = table.trimmed(row, "status");
  if (const auto status = slideStatusNamed(text)) {
    if (status == SlideStatus::kScored && !has_score) table.fail(row, "the slide is scored but has no score");
    return *status;
  }
  if (!text.empty())
    table.note(row, fmt::format("status \"{}\" is not one of Herald's: the slide counts as {}", printable(text),
                                has_score ? "scored" : "indeterminate"));
  return has_score ? SlideStatus::kScored : SlideStatus::kIndeterminate;
}

ScoredSlide slideAt(CsvTable& table, std::size_t row) {
  ScoredSlide slide;
  slide.slide = table.field(row, "slide");
  if (table.trimmed(row, "slide").empty()) table.fail(row, "slide is empty");
  const auto score = scoreAt(table, row);
  slide.status = statusAt(table, row, score.has_value());
  if (slide.status == SlideStatus::kScored) slide.score = score;
  slide.borderline = table.trimmed(row, "borderline") == "true";
  for (std::size_t i = 0; i < kMeasurements.size(); ++i)
    slide.measured.at(i) = numberAt(table, row, kMeasurements.at(i));
  slide.reasons = table.trimmed(row, "reasons");
  slide.case_id = table.trimmed(row, "case_id");
  return slide;
}

}  // namespace

ScoredSlides parseScoredSlides(std::string_view text, const std::string& file) {
  CsvTable table(text, file, kSummaryColumnNames, OtherColumns::kIgnore);
  for (const std::string_view column : {"slide", "score"})
    if (!table.has(column)) table.failAtHeader(fmt::format("a column \"{}\" is needed, as in summary.csv", column));
  if (table.size() == 0) table.failAtHeader("there is no slide below the header");
  ScoredSlides scored{file, file, {}, {}, {}};
  std::unordered_map<std::string, std::size_t> row_of_slide;
  for (std::size_t row = 0; row < table.size(); ++row) {
    ScoredSlide slide = slideAt(table, row);
    const auto [first, is_new] = row_of_slide.emplace(slide.slide, row);
    if (!is_new)
      table.fail(row,
                 fmt::format("slide \"{}\" is already in line {}", printable(slide.slide), table.line(first->second)));
    scored.slides.push_back(std::move(slide));
  }
  scored.notes = table.notes();
  return scored;
}

ScoredSlides readScoredSlides(const std::filesystem::path& named) {
  std::error_code error;
  const bool is_folder = std::filesystem::is_directory(named, error);
  const std::filesystem::path file = is_folder ? named / output::kSummaryCsv : named;
  ScoredSlides scored = parseScoredSlides(readTableFile(file), file.string());
  scored.name = named.string();
  scored.file = file;
  // A summary.csv beside its slides is as good as its folder.
  if (is_folder)
    scored.folder = named;
  else if (std::filesystem::is_directory(named.parent_path() / output::kSlidesFolder, error))
    scored.folder = named.has_parent_path() ? named.parent_path() : std::filesystem::path(".");
  return scored;
}

std::vector<std::string> slideNames(const ScoredSlides& scored) {
  std::vector<std::string> names;
  for (const ScoredSlide& slide : scored.slides) names.push_back(slide.slide);
  return names;
}

std::filesystem::path evidenceFolder(const ScoredSlides& scored, const ScoredSlide& slide) {
  if (scored.folder.empty()) return {};
  const std::filesystem::path folder = slideFolder(scored.folder, identityOf(slide.slide).folder);
  std::error_code error;
  return std::filesystem::is_regular_file(folder / output::kResultJson, error) ? folder : std::filesystem::path();
}

}  // namespace herald
