#include "pipeline/comparison/compare_html.h"

#include <fmt/format.h>

#include "pipeline/pages/html_page.h"

namespace herald {
namespace {

std::string filledCell(std::int64_t count, std::int64_t row_total, bool agrees) {
  const double share = row_total > 0 ? static_cast<double>(count) / static_cast<double>(row_total) : 0;
  // Text stays readable on the strongest fill.
  const double opacity = count == 0 ? 0 : 0.08 + 0.42 * share;
  return fmt::format(
      "<td><span class=\"fill\" style=\"background:var(--{});opacity:{:.2f}\"></span><span "
      "class=\"count\">{}</span>{}</td>",
      agrees ? "blue" : "orange", opacity, count,
      row_total > 0 ? fmt::format("<span class=\"share\">{:.0f} %</span>", 100 * share) : "");
}

}  // namespace

std::vector<std::string> classNames(const ScoreClasses& classes) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < classes.size(); ++i) names.push_back(classes.name(i));
  return names;
}

std::string coefficientText(const std::optional<AgreementCoefficient>& of) {
  if (!of) return "undefined";
  if (!of->interval) return fmt::format("{:.2f} (no interval)", of->value);
  return fmt::format("{:.2f} ({:.2f}–{:.2f})", of->value, of->interval->low, of->interval->high);
}

std::string percentText(const std::optional<Proportion>& of) {
  if (!of) return "none";
  return fmt::format("{:.1f} % ({:.1f}–{:.1f}), {} of {}", 100 * of->value, 100 * of->wilson.low, 100 * of->wilson.high,
                     of->count, of->total);
}

std::string matrixHtml(const ConfusionMatrix& matrix, const std::vector<std::string>& classes,
                       const std::string& rows_are, const std::string& columns_are) {
  std::string html = fmt::format(
      "<table class=\"matrix\">\n<thead><tr><th></th><th colspan=\"{}\">{}</th><th></th></tr>\n<tr><th></th>",
      classes.size(), htmlText(columns_are));
  for (const std::string& name : classes) html += fmt::format("<th scope=\"col\">{}</th>", htmlText(name));
  html += "<th>all</th></tr></thead>\n<tbody>\n";
  std::vector<std::int64_t> column_totals(classes.size(), 0);
  for (std::size_t i = 0; i < classes.size(); ++i) {
    std::int64_t row_total = 0;
    for (std::size_t j = 0; j < classes.size(); ++j) row_total += matrix.count(i, j);
    html += fmt::format("<tr><th scope=\"row\" class=\"row\">{} {}</th>", htmlText(rows_are), htmlText(classes[i]));
    for (std::size_t j = 0; j < classes.size(); ++j) {
      html += filledCell(matrix.count(i, j), row_total, i == j);
      column_totals[j] += matrix.count(i, j);
    }
    html += fmt::format("<td class=\"margin\">{}</td></tr>\n", row_total);
  }
  html += "<tr><th class=\"row\">all</th>";
  for (const std::int64_t total : column_totals) html += fmt::format("<td class=\"margin\">{}</td>", total);
  return html + fmt::format("<td class=\"margin\">{}</td></tr>\n</tbody></table>\n", matrix.total());
}

std::string coefficientsHtml(const AgreementSummary& of) {
  std::vector<HtmlRow> rows;
  constexpr std::array kWeights = {"none", "linear", "quadratic"};
  for (std::size_t i = 0; i < kWeights.size(); ++i)
    rows.push_back({{kWeights.at(i)}, {coefficientText(of.kappa.at(i)), true}, {coefficientText(of.ac.at(i)), true}});
  constexpr std::array<std::string_view, 3> kHeadings = {"weights", "#Cohen's kappa", "#Gwet's AC1, AC2"};
  return htmlTable(kHeadings, rows);
}

}  // namespace herald
