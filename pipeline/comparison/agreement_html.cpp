#include "pipeline/comparison/agreement_html.h"

#include <fmt/format.h>

#include <array>

#include "pipeline/drawing/html_template.h"
#include "pipeline/files/embedded_file.h"

HERALD_EMBED(matrix_html, "pipeline/comparison/templates/matrix.html")
HERALD_EMBED(coefficients_html, "pipeline/comparison/templates/coefficients.html")
HERALD_EMBED(slide_list_html, "pipeline/comparison/templates/slide_list.html")

namespace herald {
namespace {

OrderedJson matrixCell(std::int64_t count, std::int64_t row_total, bool agrees) {
  const double share = row_total > 0 ? static_cast<double>(count) / static_cast<double>(row_total) : 0;
  // Text stays readable on the strongest fill.
  const double opacity = count == 0 ? 0 : 0.08 + 0.42 * share;
  return {{"kind", agrees ? "agrees" : "differs"},
          {"opacity", fmt::format("{:.2f}", opacity)},
          {"count", count},
          {"share", row_total > 0 ? fmt::format("{:.0f}", 100 * share) : ""}};
}

std::int64_t rowTotal(const ConfusionMatrix& matrix, std::size_t row, std::size_t classes) {
  std::int64_t total = 0;
  for (std::size_t column = 0; column < classes; ++column) total += matrix.count(row, column);
  return total;
}

OrderedJson columnTotals(const ConfusionMatrix& matrix, std::size_t classes) {
  OrderedJson totals = OrderedJson::array();
  for (std::size_t column = 0; column < classes; ++column) {
    std::int64_t total = 0;
    for (std::size_t row = 0; row < classes; ++row) total += matrix.count(row, column);
    totals.push_back(total);
  }
  return totals;
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
                       std::string_view rows_are, std::string_view columns_are) {
  static const HtmlTemplate kMatrix(matrix_html());
  OrderedJson rows = OrderedJson::array();
  for (std::size_t i = 0; i < classes.size(); ++i) {
    const std::int64_t total = rowTotal(matrix, i, classes.size());
    OrderedJson cells = OrderedJson::array();
    for (std::size_t j = 0; j < classes.size(); ++j) cells.push_back(matrixCell(matrix.count(i, j), total, i == j));
    rows.push_back(
        {{"name", fmt::format("{} {}", rows_are, classes[i])}, {"cells", std::move(cells)}, {"total", total}});
  }
  return kMatrix.filled({{"number_of_classes", classes.size()},
                         {"columns_are", columns_are},
                         {"classes", classes},
                         {"rows", std::move(rows)},
                         {"totals", columnTotals(matrix, classes.size())},
                         {"total", matrix.total()}});
}

std::string coefficientsHtml(const AgreementSummary& of) {
  static const HtmlTemplate kCoefficients(coefficients_html());
  constexpr std::array kWeights = {"none", "linear", "quadratic"};
  OrderedJson rows = OrderedJson::array();
  for (std::size_t i = 0; i < kWeights.size(); ++i)
    rows.push_back({{"weights", kWeights.at(i)},
                    {"kappa", coefficientText(of.kappa.at(i))},
                    {"ac", coefficientText(of.ac.at(i))}});
  return kCoefficients.filled({{"rows", std::move(rows)}, {"same_score", percentText(of.agreement)}});
}

std::string slideListsHtml(const std::vector<SlideList>& lists) {
  static const HtmlTemplate kLists(slide_list_html());
  constexpr std::size_t kMost = 50;
  OrderedJson shown = OrderedJson::array();
  for (const auto& [what, slides] : lists) {
    if (slides.empty()) continue;
    const auto last = slides.begin() + static_cast<std::ptrdiff_t>(std::min(slides.size(), kMost));
    shown.push_back({{"what", what},
                     {"number", slides.size()},
                     {"names", fmt::format("{}", fmt::join(slides.begin(), last, ", "))},
                     {"more", slides.size() > kMost ? std::to_string(slides.size() - kMost) : ""}});
  }
  return kLists.filled({{"slides", std::move(shown)}});
}

}  // namespace herald
