#include "pipeline/runs/run_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <system_error>
#include <vector>

#include "pipeline/comparison/run_changes_html.h"
#include "pipeline/drawing/html_template.h"
#include "pipeline/drawing/html_text.h"
#include "pipeline/files/atomic_file.h"
#include "pipeline/files/embedded_file.h"
#include "pipeline/pages/html_page.h"
#include "pipeline/pages/svg_plot.h"
#include "pipeline/results/words.h"
#include "scoring/h_score.h"

HERALD_EMBED(run_page_html, "pipeline/runs/templates/run_page.html")

namespace herald {
namespace {

// A column of summary.csv as the table shows it.
struct ShownColumn {
  std::size_t place;  // in kSummaryColumns
  std::string_view heading;
  bool is_number;
  int digits = 1;  // behind the point
};

constexpr std::array<ShownColumn, 15> kColumns = {{{1, "status", false},
                                                   {2, "score", false},
                                                   {3, "ISH", false},
                                                   {5, "borderline", false},
                                                   {6, "cells", true},
                                                   {7, "0 %", true},
                                                   {8, "1+ %", true},
                                                   {9, "2+ %", true},
                                                   {10, "3+ %", true},
                                                   {11, "complete %", true},
                                                   {12, "H-score", true},
                                                   {13, "tissue mm²", true, 2},
                                                   {14, "reasons", false},
                                                   {4, "derived (research)", false},
                                                   {16, "case", false}}};
static_assert(kSummaryColumns[14] == "reasons" && kSummaryColumns[16] == "case_id");

// Failed, then indeterminate, then the rest.
int urgency(SlideStatus status) {
  return status == SlideStatus::kFailed ? 0 : status == SlideStatus::kIndeterminate ? 1 : 2;
}

std::vector<const ResultSlide*> mostUrgentFirst(const ResultFolder& results) {
  std::vector<const ResultSlide*> slides;
  for (const ResultSlide& slide : results.slides) slides.push_back(&slide);
  std::stable_sort(slides.begin(), slides.end(),
                   [](const ResultSlide* a, const ResultSlide* b) { return urgency(a->status) < urgency(b->status); });
  return slides;
}

// Where the slide's report is; empty when it has none.
std::string reportOf(const ResultFolder& results, const ResultSlide& slide) {
  if (slide.folder.empty()) return "";
  std::error_code error;
  const std::string report = "slides/" + slide.folder + "/report.html";
  return std::filesystem::exists(results.path / report, error) ? htmlPath(report) : "";
}

// Rounded where a spreadsheet has all digits.
std::string shown(const std::string& value, const ShownColumn& column) {
  double number = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
  if (value == "true" || value == "false") return value == "true" ? "yes" : "";
  if (!column.is_number) return wordsOf(value);
  if (value.find('.') == std::string::npos || error != std::errc() || end != value.data() + value.size()) return value;
  return fmt::format("{:.{}f}", number, column.digits);
}

OrderedJson columnsValues() {
  OrderedJson columns = OrderedJson::array();
  for (const ShownColumn& column : kColumns)
    columns.push_back({{"heading", column.heading}, {"number", column.is_number}});
  return columns;
}

OrderedJson slidesValues(const ResultFolder& results) {
  OrderedJson slides = OrderedJson::array();
  for (const ResultSlide* slide : mostUrgentFirst(results)) {
    OrderedJson cells = OrderedJson::array();
    for (const ShownColumn& column : kColumns)
      cells.push_back({{"text", shown(slide->row[column.place], column)}, {"number", column.is_number}});
    slides.push_back({{"status", slideStatusName(slide->status)},
                      {"class", slide->row[2].substr(0, 1)},
                      {"report", reportOf(results, *slide)},
                      {"slide", slide->slide},
                      {"cells", std::move(cells)}});
  }
  return slides;
}

// How many slides have each result.
OrderedJson mixValues(const ResultFolder& results) {
  std::map<std::string, std::size_t> count;
  for (const ResultSlide& slide : results.slides)
    ++count[slide.status == SlideStatus::kScored ? slide.row[2] : std::string(slideStatusName(slide.status))];
  const auto all = static_cast<double>(std::max<std::size_t>(1, results.slides.size()));
  OrderedJson mix = OrderedJson::array();
  for (const std::string_view name : {"failed", "indeterminate", "skipped", "0", "1+", "2+", "3+"}) {
    const std::size_t slides = count[std::string(name)];
    mix.push_back({{"result", wordsOf(name)},
                   {"slides", slides},
                   {"kind", name.substr(0, 1)},
                   {"share", fmt::format("{:.1f}", 100 * static_cast<double>(slides) / all)}});
  }
  return mix;
}

// Of the slides with each score.
std::vector<PlotGroup> groupsOf(const RunSide& side, std::size_t measurement) {
  std::vector<PlotGroup> groups;
  for (const Her2Score score : {Her2Score::k0, Her2Score::k1Plus, Her2Score::k2Plus, Her2Score::k3Plus}) {
    PlotGroup group{std::string(her2ScoreName(score)), {}};
    for (const ScoredSlide& slide : side.scored.slides)
      if (slide.score == score && slide.measured[measurement]) group.values.push_back(*slide.measured[measurement]);
    groups.push_back(std::move(group));
  }
  return groups;
}

OrderedJson boxesValues(const ResultFolder& results) {
  OrderedJson boxes = OrderedJson::array({{{"value", results.slides.size()}, {"label", "slides"}}});
  using enum SlideStatus;
  for (const SlideStatus status : {kScored, kIndeterminate, kFailed, kSkipped}) {
    const auto slides = std::count_if(results.slides.begin(), results.slides.end(),
                                      [&](const ResultSlide& slide) { return slide.status == status; });
    boxes.push_back({{"value", slides}, {"label", wordsOf(slideStatusName(status))}});
  }
  return boxes;
}

}  // namespace

std::string runPageHtml(const ResultFolder& results, const RunSide& side) {
  static const HtmlTemplate kPage(run_page_html());
  const std::string herald = results.run.value(OrderedJson::json_pointer("/provenance/herald"), std::string());
  return htmlPage("HER2 run", fmt::format("{} slides, scored by herald {}", results.slides.size(), herald),
                  kPage.filled({{"boxes", boxesValues(results)},
                                {"unfinished", !results.finished},
                                {"columns", columnsValues()},
                                {"slides", slidesValues(results)},
                                {"mix", mixValues(results)},
                                {"h_scores", boxPlot(groupsOf(side, kHScore), {"H-score", 0, kMaxHScore})},
                                {"complete", boxPlot(groupsOf(side, kPctComplete), {"complete, %", 0, 100})},
                                {"drift", driftSection(driftOf(side), false)}}),
                  runBundle());
}

std::optional<std::string> writeRunPage(const std::filesystem::path& out) {
  std::string page;
  try {
    const ResultFolder results = readResultFolder(out);
    if (!results.slides.empty()) page = runPageHtml(results, readRunSide(out));
  } catch (const std::invalid_argument& error) {
    return std::string("report.html is not written: ") + error.what();
  }
  if (!page.empty()) writeFileAtomically(out / "report.html", page);
  return std::nullopt;
}

}  // namespace herald
