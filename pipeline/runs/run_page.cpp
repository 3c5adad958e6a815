#include "pipeline/runs/run_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <optional>
#include <system_error>
#include <vector>

#include "pipeline/comparison/run_changes.h"
#include "pipeline/comparison/run_changes_html.h"
#include "pipeline/drawing/html_template.h"
#include "pipeline/drawing/html_text.h"
#include "pipeline/files/atomic_file.h"
#include "pipeline/files/embedded_file.h"
#include "pipeline/files/output_names.h"
#include "pipeline/pages/html_page.h"
#include "pipeline/pages/svg_plot.h"
#include "pipeline/results/words.h"
#include "scoring/h_score.h"

HERALD_EMBED(run_page_html, "pipeline/runs/templates/run_page.html")

namespace herald {
namespace {

// A column of summary.csv as the table shows it.
struct ShownColumn {
  constexpr ShownColumn(std::string_view name, std::string_view shown_as, bool number = false, int decimals = 1)
      : column(summaryColumn(name)), heading(shown_as), is_number(number), digits(decimals) {}
  SummaryColumn column;
  std::string_view heading;
  bool is_number;
  int digits;  // behind the point
};

constexpr std::array<ShownColumn, 15> kColumns = {{{"status", "status"},
                                                   {"score", "score"},
                                                   {"ish", "ISH"},
                                                   {"borderline", "borderline"},
                                                   {"tumour_cells", "cells", true},
                                                   {"pct_0", "0 %", true},
                                                   {"pct_1", "1+ %", true},
                                                   {"pct_2", "2+ %", true},
                                                   {"pct_3", "3+ %", true},
                                                   {"pct_complete", "complete %", true},
                                                   {"h_score", "H-score", true},
                                                   {"tissue_mm2", "tissue mm²", true, 2},
                                                   {"reasons", "reasons"},
                                                   {"her2_derived", "derived (research)"},
                                                   {"case_id", "case"}}};

// Empty without one.
std::string_view scoreName(const SummaryRow& row) {
  return row.score ? her2ScoreName(*row.score) : std::string_view();
}

// Failed, then indeterminate, then the rest.
int urgency(SlideStatus status) {
  return status == SlideStatus::kFailed ? 0 : status == SlideStatus::kIndeterminate ? 1 : 2;
}

std::vector<const RunInput*> mostUrgentFirst(const RunReport& run) {
  std::vector<const RunInput*> slides;
  for (const RunInput& slide : run.inputs) slides.push_back(&slide);
  std::stable_sort(slides.begin(), slides.end(), [](const RunInput* a, const RunInput* b) {
    return urgency(a->row.status) < urgency(b->row.status);
  });
  return slides;
}

// Where the slide's report is; empty when it has none.
std::string reportOf(const RunInput& slide, const std::filesystem::path& out) {
  if (slide.folder.empty()) return "";
  std::error_code error;
  const std::string report = "slides/" + slide.folder + "/report.html";
  return std::filesystem::exists(out / report, error) ? htmlPath(report) : "";
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

OrderedJson slidesValues(const RunReport& run, const std::filesystem::path& out) {
  OrderedJson slides = OrderedJson::array();
  for (const RunInput* slide : mostUrgentFirst(run)) {
    OrderedJson cells = OrderedJson::array();
    for (const ShownColumn& column : kColumns)
      cells.push_back({{"text", shown(columnText(slide->row, column.column), column)}, {"number", column.is_number}});
    slides.push_back({{"status", slideStatusName(slide->row.status)},
                      {"class", scoreName(slide->row).substr(0, 1)},
                      {"report", reportOf(*slide, out)},
                      {"slide", slide->row.slide},
                      {"cells", std::move(cells)}});
  }
  return slides;
}

// How many slides have each result.
OrderedJson mixValues(const RunReport& run) {
  std::map<std::string_view, std::size_t> count;
  for (const RunInput& slide : run.inputs)
    ++count[slide.row.status == SlideStatus::kScored ? scoreName(slide.row) : slideStatusName(slide.row.status)];
  const auto all = static_cast<double>(std::max<std::size_t>(1, run.inputs.size()));
  OrderedJson mix = OrderedJson::array();
  for (const std::string_view name : {"failed", "indeterminate", "skipped", "0", "1+", "2+", "3+"})
    mix.push_back({{"result", wordsOf(name)},
                   {"slides", count[name]},
                   {"kind", name.substr(0, 1)},
                   {"share", fmt::format("{:.1f}", 100 * static_cast<double>(count[name]) / all)}});
  return mix;
}

// Of the slides with each score.
std::vector<PlotGroup> groupsOf(const RunReport& run, std::optional<double> SummaryRow::*measured) {
  std::vector<PlotGroup> groups;
  for (const Her2Score score : {Her2Score::k0, Her2Score::k1Plus, Her2Score::k2Plus, Her2Score::k3Plus}) {
    PlotGroup group{std::string(her2ScoreName(score)), {}};
    for (const RunInput& slide : run.inputs)
      if (slide.row.score == score && slide.row.*measured) group.values.push_back(*(slide.row.*measured));
    groups.push_back(std::move(group));
  }
  return groups;
}

OrderedJson boxesValues(const RunReport& run) {
  OrderedJson boxes = OrderedJson::array({{{"value", run.inputs.size()}, {"label", "slides"}}});
  using enum SlideStatus;
  for (const SlideStatus status : {kScored, kIndeterminate, kFailed, kSkipped})
    boxes.push_back({{"value", slidesWith(status, run.inputs)}, {"label", wordsOf(slideStatusName(status))}});
  return boxes;
}

// What driftOf takes of a run.
RunSide sideOf(const RunReport& run) {
  RunSide side;
  for (const RunInput& input : run.inputs) {
    side.scored.slides.emplace_back().slide = input.row.slide;
    side.drift.push_back(input.drift);
  }
  return side;
}

}  // namespace

std::string runPageHtml(const RunReport& run, const std::filesystem::path& out) {
  static const HtmlTemplate kPage(run_page_html());
  return htmlPage(
      "HER2 run", fmt::format("{} slides, scored by herald {}", run.inputs.size(), run.provenance.herald),
      kPage.filled({{"boxes", boxesValues(run)},
                    {"unfinished", run.finished.empty()},
                    {"columns", columnsValues()},
                    {"slides", slidesValues(run, out)},
                    {"mix", mixValues(run)},
                    {"h_scores", boxPlot(groupsOf(run, &SummaryRow::h_score), {"H-score", 0, kMaxHScore})},
                    {"complete", boxPlot(groupsOf(run, &SummaryRow::pct_complete), {"complete, %", 0, 100})},
                    {"drift", driftSection(driftOf(sideOf(run)), false)}}),
      runBundle());
}

void writeRunPage(const RunReport& run, const std::filesystem::path& out) {
  if (!run.inputs.empty()) writeFileAtomically(out / output::kReportHtml, runPageHtml(run, out));
}

}  // namespace herald
