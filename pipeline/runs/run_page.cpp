#include "pipeline/runs/run_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <system_error>
#include <vector>

#include "pipeline/comparison/run_changes_html.h"
#include "pipeline/files/atomic_file.h"
#include "pipeline/pages/html_page.h"
#include "pipeline/pages/svg_plot.h"
#include "scoring/h_score.h"

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

std::string slideCell(const ResultFolder& results, const ResultSlide& slide) {
  if (slide.folder.empty()) return htmlText(slide.slide);
  std::error_code error;
  const std::string report = "slides/" + slide.folder + "/report.html";
  if (!std::filesystem::exists(results.path / report, error)) return htmlText(slide.slide);
  return fmt::format("<a href=\"{}\">{}</a>", htmlPath(report), htmlText(slide.slide));
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

std::string slideTable(const ResultFolder& results) {
  std::string html = "<div class=\"scroll\"><table class=\"sortable\"><thead><tr><th scope=\"col\">slide</th>";
  for (const ShownColumn& column : kColumns)
    html += fmt::format("<th scope=\"col\"{}>{}</th>", column.is_number ? " class=\"number\"" : "", column.heading);
  html += "</tr></thead>\n<tbody>\n";
  for (const ResultSlide* slide : mostUrgentFirst(results)) {
    html +=
        fmt::format("<tr data-status=\"{}\" data-class=\"{}\"><td class=\"slide\">{}</td>",
                    slideStatusName(slide->status), htmlText(slide->row[2].substr(0, 1)), slideCell(results, *slide));
    for (const ShownColumn& column : kColumns)
      html += fmt::format("<td{}>{}</td>", column.is_number ? " class=\"number\"" : "",
                          shown(slide->row[column.place], column));
    html += "</tr>\n";
  }
  return html + "</tbody></table></div>\n";
}

std::string mixHtml(const ResultFolder& results) {
  std::map<std::string, std::size_t> count;
  for (const ResultSlide& slide : results.slides)
    ++count[slide.status == SlideStatus::kScored ? slide.row[2] : std::string(slideStatusName(slide.status))];
  std::string html =
      "<table><thead><tr><th scope=\"col\">result</th><th scope=\"col\" class=\"number\">slides</th>"
      "<th scope=\"col\"></th></tr></thead><tbody>\n";
  for (const std::string_view name : {"failed", "indeterminate", "skipped", "0", "1+", "2+", "3+"}) {
    const std::size_t slides = count[std::string(name)];
    const double share =
        100 * static_cast<double>(slides) / static_cast<double>(std::max<std::size_t>(1, results.slides.size()));
    html += fmt::format(
        "<tr><td>{}</td><td class=\"number\">{}</td><td class=\"bars\"><span class=\"bar class-{}\" "
        "style=\"width:{:.1f}%\"></span></td></tr>\n",
        name, slides, name.substr(0, 1), share);
  }
  return html + "</tbody></table>\n";
}

std::string distributionsHtml(const RunSide& side) {
  const auto groupsOf = [&](std::size_t measurement) {
    std::vector<PlotGroup> groups;
    for (const Her2Score score : {Her2Score::k0, Her2Score::k1Plus, Her2Score::k2Plus, Her2Score::k3Plus}) {
      PlotGroup group{std::string(her2ScoreName(score)), {}};
      for (const ScoredSlide& slide : side.scored.slides)
        if (slide.score == score && slide.measured[measurement]) group.values.push_back(*slide.measured[measurement]);
      groups.push_back(std::move(group));
    }
    return groups;
  };
  return fmt::format(
      "<figure>{}<figcaption>H-score by score</figcaption></figure>\n"
      "<figure>{}<figcaption>Cells with a complete membrane by score</figcaption></figure>\n",
      boxPlot(groupsOf(kHScore), {"H-score", 0, kMaxHScore}), boxPlot(groupsOf(kPctComplete), {"complete, %", 0, 100}));
}

std::string headline(const ResultFolder& results) {
  const auto countOf = [&](SlideStatus status) {
    return std::count_if(results.slides.begin(), results.slides.end(),
                         [&](const auto& s) { return s.status == status; });
  };
  const auto box = [](std::int64_t value, std::string_view label) {
    return fmt::format("<div><b>{}</b><span>{}</span></div>\n", value, label);
  };
  const auto total = static_cast<std::int64_t>(results.slides.size());
  std::string html = "<div class=\"big\">\n" + box(total, "slides") + box(countOf(SlideStatus::kScored), "scored") +
                     box(countOf(SlideStatus::kIndeterminate), "not assessable") +
                     box(countOf(SlideStatus::kFailed), "failed") + box(countOf(SlideStatus::kSkipped), "skipped") +
                     "</div>\n";
  if (!results.finished)
    html += "<p class=\"banner\"><b>Unfinished:</b> the run was interrupted; the same command goes on with it.</p>\n";
  return html;
}

}  // namespace

std::string runPageHtml(const ResultFolder& results, const RunSide& side) {
  const std::string herald = results.run.value(OrderedJson::json_pointer("/provenance/herald"), std::string());
  return htmlPage("HER2 run", fmt::format("{} slides, scored by herald {}", results.slides.size(), herald),
                  headline(results) + htmlSection("Slides", slideTable(results)) +
                      htmlSection("Scores", mixHtml(results)) + htmlSection("Distributions", distributionsHtml(side)) +
                      driftSection(driftOf(side), false),
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
