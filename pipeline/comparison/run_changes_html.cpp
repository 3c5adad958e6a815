#include "pipeline/comparison/run_changes_html.h"

#include <fmt/format.h>

#include <algorithm>

#include "pipeline/comparison/agreement_html.h"
#include "pipeline/drawing/html_template.h"
#include "pipeline/files/embedded_file.h"
#include "pipeline/pages/html_page.h"
#include "pipeline/results/words.h"

HERALD_EMBED(changes_html, "pipeline/comparison/templates/changes.html")
HERALD_EMBED(drift_html, "pipeline/comparison/templates/drift.html")

namespace herald {
namespace {

std::string scoreText(const ScoredSlide& slide) {
  if (slide.score) return std::string(her2ScoreName(*slide.score));
  return wordsOf(slideStatusName(slide.status)) + (slide.reasons.empty() ? "" : ": " + wordsOf(slide.reasons));
}

std::string shiftText(const std::optional<double>& then, const std::optional<double>& now) {
  return then && now ? fmt::format("{:.1f} → {:.1f}", *then, *now) : std::string("–");
}

OrderedJson changedSlides(const RunChanges& of, const RunSide& first, const RunSide& second) {
  OrderedJson slides = OrderedJson::array();
  for (const PairedSlide& pair : of.pairs) {
    if (!pair.score_changed && !pair.status_changed) continue;
    const ScoredSlide& a = first.scored.slides[pair.first];
    const ScoredSlide& b = second.scored.slides[pair.second];
    slides.push_back({{"slide", a.slide},
                      {"first", scoreText(a)},
                      {"second", scoreText(b)},
                      {"h_score", shiftText(a.measured[kHScore], b.measured[kHScore])},
                      {"complete", shiftText(a.measured[kPctComplete], b.measured[kPctComplete])}});
  }
  if (slides.empty()) return nullptr;
  return {{"slides", std::move(slides)}};
}

// Null: unknown.
OrderedJson settingsValues(const RunChanges& of) {
  if (!of.settings_known) return nullptr;
  OrderedJson rows = OrderedJson::array();
  for (const ChangedSetting& setting : of.settings)
    rows.push_back({{"name", setting.name}, {"first", setting.first}, {"second", setting.second}});
  OrderedJson changed;
  if (!rows.empty()) changed = {{"rows", std::move(rows)}};
  return {{"changed", std::move(changed)}};
}

// A plot of nothing but zeros shows nothing.
bool hasShift(const std::vector<MeasurementPair>& pairs) {
  return std::any_of(pairs.begin(), pairs.end(), [](const auto& pair) { return pair.measured != pair.reference; });
}

std::string rangeText(double low, double high) {
  return fmt::format("{:+.2f} to {:+.2f}", low, high);
}

OrderedJson shiftRow(std::string_view measurement, const BlandAltman& shift) {
  const auto& limits = shift.limits;
  return {{"measurement", measurement},
          {"slides", shift.n},
          {"shift", fmt::format("{:+.2f}", shift.bias)},
          {"interval", limits ? rangeText(limits->bias_interval.low, limits->bias_interval.high) : "–"},
          {"limits", limits ? rangeText(limits->low, limits->high) : "–"}};
}

OrderedJson shiftsValues(const RunChanges& of) {
  OrderedJson rows = OrderedJson::array();
  for (std::size_t i = 0; i < kMeasurements.size(); ++i)
    if (const auto& shift = of.shifts.at(i)) rows.push_back(shiftRow(kMeasurements.at(i), *shift));
  if (rows.empty()) return nullptr;
  OrderedJson plots = OrderedJson::array();
  for (const std::size_t i : {kHScore, kPctComplete})
    if (of.shifts.at(i) && hasShift(of.shift_pairs.at(i)))
      plots.push_back(blandAltmanPlot(of.shift_pairs.at(i), *of.shifts.at(i),
                                      fmt::format("mean {}", kMeasurements.at(i)), "second minus first"));
  return {{"rows", std::move(rows)}, {"plots", std::move(plots)}};
}

OrderedJson scoresValues(const RunChanges& of, const RunSide& first, const RunSide& second) {
  return {{"matrix", matrixHtml(of.scores.matrix, classNames({}), "first", "second")},
          {"coefficients", coefficientsHtml(of.scores)},
          {"changed", changedSlides(of, first, second)},
          {"lists", slideListsHtml({{"Only in the first", of.only_first}, {"Only in the second", of.only_second}})},
          {"settings", settingsValues(of)},
          {"shifts", shiftsValues(of)}};
}

}  // namespace

std::string driftSection(const RunChanges& of, bool two) {
  static const HtmlTemplate kDrift(drift_html());
  if (of.drift.empty()) return "";
  OrderedJson charts = OrderedJson::array();
  for (const DriftChart& drift : of.drift) {
    const auto outside = std::count_if(drift.chart.points.begin(), drift.chart.points.end(),
                                       [](const ControlChartPoint& point) { return point.outside; });
    charts.push_back({{"measure", drift.measure},
                      {"outside", outside > 0 ? std::to_string(outside) : ""},
                      {"plot", controlChartPlot(drift.chart, drift.measure)}});
  }
  return kDrift.filled({{"two", two}, {"minimum", kMinimumForLimits}, {"charts", std::move(charts)}});
}

std::string changesHtml(const RunChanges& changes, const RunSide& first, const RunSide* second) {
  static const HtmlTemplate kPage(changes_html());
  const bool two = second != nullptr;
  std::string body = kPage.filled({{"scores", two ? scoresValues(changes, first, *second) : OrderedJson(nullptr)},
                                   {"drift", driftSection(changes, two)}});
  if (!two) return htmlPage("Drift of a run", first.scored.name, std::move(body));
  return htmlPage("What changed", fmt::format("first: {}; second: {}", first.scored.name, second->scored.name),
                  std::move(body));
}

}  // namespace herald
