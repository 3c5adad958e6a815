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
#include "pipeline/files/atomic_file.h"
#include "pipeline/pages/html_page.h"
#include "pipeline/pages/svg_plot.h"
#include "scoring/h_score.h"

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

std::string slideCell(const RunInput& slide, const std::filesystem::path& out) {
  const std::string name = htmlText(slide.row.slide);
  if (slide.folder.empty()) return name;
  std::error_code error;
  const std::string report = "slides/" + slide.folder + "/report.html";
  if (!std::filesystem::exists(out / report, error)) return name;
  return fmt::format("<a href=\"{}\">{}</a>", htmlPath(report), name);
}

// Rounded where a spreadsheet has all digits.
std::string shown(const std::string& value, const ShownColumn& column) {
  double number = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
  if (value == "true" || value == "false") return value == "true" ? "yes" : "";
  if (!column.is_number || value.find('.') == std::string::npos || error != std::errc() ||
      end != value.data() + value.size())
    return htmlText(value);
  return fmt::format("{:.{}f}", number, column.digits);
}

std::string slideTable(const RunReport& run, const std::filesystem::path& out) {
  std::string html = "<div class=\"scroll\"><table class=\"sortable\"><thead><tr><th scope=\"col\">slide</th>";
  for (const ShownColumn& column : kColumns)
    html += fmt::format("<th scope=\"col\"{}>{}</th>", column.is_number ? " class=\"number\"" : "", column.heading);
  html += "</tr></thead>\n<tbody>\n";
  for (const RunInput* slide : mostUrgentFirst(run)) {
    html += fmt::format("<tr data-status=\"{}\" data-class=\"{}\"><td class=\"slide\">{}</td>",
                        slideStatusName(slide->row.status), scoreName(slide->row).substr(0, 1), slideCell(*slide, out));
    for (const ShownColumn& column : kColumns)
      html += fmt::format("<td{}>{}</td>", column.is_number ? " class=\"number\"" : "",
                          shown(columnText(slide->row, column.column), column));
    html += "</tr>\n";
  }
  return html + "</tbody></table></div>\n";
}

std::string mixHtml(const std::vector<RunInput>& inputs) {
  std::map<std::string_view, std::size_t> count;
  for (const RunInput& input : inputs)
    ++count[input.row.status == SlideStatus::kScored ? scoreName(input.row) : slideStatusName(input.row.status)];
  std::string html =
      "<table><thead><tr><th scope=\"col\">result</th><th scope=\"col\" class=\"number\">slides</th>"
      "<th scope=\"col\"></th></tr></thead><tbody>\n";
  for (const std::string_view name : {"failed", "indeterminate", "skipped", "0", "1+", "2+", "3+"}) {
    const std::size_t slides = count[name];
    const double share =
        100 * static_cast<double>(slides) / static_cast<double>(std::max<std::size_t>(1, inputs.size()));
    html += fmt::format(
        "<tr><td>{}</td><td class=\"number\">{}</td><td class=\"bars\"><span class=\"bar class-{}\" "
        "style=\"width:{:.1f}%\"></span></td></tr>\n",
        name, slides, name.substr(0, 1), share);
  }
  return html + "</tbody></table>\n";
}

std::string distributionsHtml(const std::vector<RunInput>& inputs) {
  const auto groupsOf = [&](std::optional<double> SummaryRow::*measured) {
    std::vector<PlotGroup> groups;
    for (const Her2Score score : {Her2Score::k0, Her2Score::k1Plus, Her2Score::k2Plus, Her2Score::k3Plus}) {
      PlotGroup group{std::string(her2ScoreName(score)), {}};
      for (const RunInput& input : inputs)
        if (input.row.score == score && input.row.*measured) group.values.push_back(*(input.row.*measured));
      groups.push_back(std::move(group));
    }
    return groups;
  };
  return fmt::format(
      "<figure>{}<figcaption>H-score by score</figcaption></figure>\n"
      "<figure>{}<figcaption>Cells with a complete membrane by score</figcaption></figure>\n",
      boxPlot(groupsOf(&SummaryRow::h_score), {"H-score", 0, kMaxHScore}),
      boxPlot(groupsOf(&SummaryRow::pct_complete), {"complete, %", 0, 100}));
}

// What driftOf takes of a run.
RunSide sideOf(const std::vector<RunInput>& inputs) {
  RunSide side;
  for (const RunInput& input : inputs) {
    side.scored.slides.emplace_back().slide = input.row.slide;
    side.drift.push_back(input.drift);
  }
  return side;
}

std::string headline(const RunReport& run) {
  const auto countOf = [&](SlideStatus status) { return slidesWith(status, run.inputs); };
  const auto box = [](std::size_t value, std::string_view label) {
    return fmt::format("<div><b>{}</b><span>{}</span></div>\n", value, label);
  };
  std::string html =
      "<div class=\"big\">\n" + box(run.inputs.size(), "slides") + box(countOf(SlideStatus::kScored), "scored") +
      box(countOf(SlideStatus::kIndeterminate), "not assessable") + box(countOf(SlideStatus::kFailed), "failed") +
      box(countOf(SlideStatus::kSkipped), "skipped") + "</div>\n";
  if (run.finished.empty())
    html += "<p class=\"banner\"><b>Unfinished:</b> the run was interrupted; the same command goes on with it.</p>\n";
  return html;
}

}  // namespace

std::string runPageHtml(const RunReport& run, const std::filesystem::path& out) {
  return htmlPage("HER2 run", fmt::format("{} slides, scored by herald {}", run.inputs.size(), run.provenance.herald),
                  headline(run) + htmlSection("Slides", slideTable(run, out)) +
                      htmlSection("Scores", mixHtml(run.inputs)) +
                      htmlSection("Distributions", distributionsHtml(run.inputs)) +
                      driftSection(driftOf(sideOf(run.inputs)), false),
                  runBundle());
}

void writeRunPage(const RunReport& run, const std::filesystem::path& out) {
  if (!run.inputs.empty()) writeFileAtomically(out / "report.html", runPageHtml(run, out));
}

}  // namespace herald
