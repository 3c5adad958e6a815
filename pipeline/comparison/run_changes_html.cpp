#include "pipeline/comparison/run_changes_html.h"

#include <fmt/format.h>

#include <algorithm>

#include "pipeline/comparison/compare_html.h"
#include "pipeline/pages/html_page.h"

namespace herald {
namespace {

std::string scoreText(const ScoredSlide& slide) {
  if (slide.score) return std::string(her2ScoreName(*slide.score));
  return htmlText(slideStatusName(slide.status)) + (slide.reasons.empty() ? "" : ": " + htmlText(slide.reasons));
}

std::string shiftText(const std::optional<double>& then, const std::optional<double>& now) {
  return then && now ? fmt::format("{:.1f} → {:.1f}", *then, *now) : std::string("–");
}

std::string scoresSection(const RunChanges& of, const RunSide& first, const RunSide& second) {
  std::vector<HtmlRow> rows;
  for (const PairedSlide& pair : of.pairs) {
    if (!pair.score_changed && !pair.status_changed) continue;
    const ScoredSlide& a = first.scored.slides[pair.first];
    const ScoredSlide& b = second.scored.slides[pair.second];
    rows.push_back({{"<span class=\"slide\">" + htmlText(a.slide) + "</span>"},
                    {scoreText(a)},
                    {scoreText(b)},
                    {shiftText(a.measured[kHScore], b.measured[kHScore]), true},
                    {shiftText(a.measured[kPctComplete], b.measured[kPctComplete]), true}});
  }
  constexpr std::array<std::string_view, 5> kHeadings = {"slide", "first", "second", "#H-score", "#complete, %"};
  std::string html = "<div class=\"side\"><div>\n" + matrixHtml(of.scores.matrix, classNames({}), "first", "second") +
                     "</div><div>\n" + coefficientsHtml(of.scores) +
                     fmt::format("<p>Same score: {}</p>\n", percentText(of.scores.agreement)) + "</div></div>\n";
  html += rows.empty() ? "<p>No slide has another score or status.</p>\n" : htmlTable(kHeadings, rows);
  const auto list = [&](std::string_view what, const std::vector<std::string>& slides) {
    if (slides.empty()) return;
    html += fmt::format("<p>{} ({}): ", htmlText(what), slides.size());
    for (std::size_t i = 0; i < std::min<std::size_t>(slides.size(), 50); ++i)
      html += (i == 0 ? "" : ", ") + htmlText(slides[i]);
    html += slides.size() > 50 ? " …</p>\n" : "</p>\n";
  };
  list("Only in the first", of.only_first);
  list("Only in the second", of.only_second);
  return htmlSection("Scores", html);
}

// A plot of nothing but zeros shows nothing.
bool hasShift(const std::vector<MeasurementPair>& pairs) {
  return std::any_of(pairs.begin(), pairs.end(), [](const auto& pair) { return pair.measured != pair.reference; });
}

std::string shiftsSection(const RunChanges& of) {
  std::vector<HtmlRow> rows;
  for (std::size_t i = 0; i < kMeasurements.size(); ++i) {
    const auto& shift = of.shifts.at(i);
    if (!shift) continue;
    const auto& limits = shift->limits;
    rows.push_back(
        {{htmlText(kMeasurements.at(i))},
         {std::to_string(shift->n), true},
         {fmt::format("{:+.2f}", shift->bias), true},
         {limits ? fmt::format("{:+.2f} to {:+.2f}", limits->bias_interval.low, limits->bias_interval.high) : "–",
          true},
         {limits ? fmt::format("{:+.2f} to {:+.2f}", limits->low, limits->high) : "–", true}});
  }
  if (rows.empty()) return "";
  constexpr std::array<std::string_view, 5> kHeadings = {"measurement", "#slides", "#mean shift", "#its 95 % interval",
                                                         "#limits of agreement"};
  std::string html = htmlTable(kHeadings, rows);
  for (const std::size_t i : {kHScore, kPctComplete})
    if (of.shifts.at(i) && hasShift(of.shift_pairs.at(i)))
      html += fmt::format("<figure>{}</figure>\n",
                          blandAltmanPlot(of.shift_pairs.at(i), *of.shifts.at(i),
                                          fmt::format("mean {}", kMeasurements.at(i)), "second less first"));
  return htmlSection("Shifts, second less first", html);
}

std::string settingsSection(const RunChanges& of) {
  if (!of.settings_known) return htmlSection("Settings", "<p>One side has no run.json: unknown.</p>\n");
  if (of.settings.empty()) return htmlSection("Settings", "<p>Program, libraries, configuration: the same.</p>\n");
  std::vector<HtmlRow> rows;
  for (const ChangedSetting& setting : of.settings)
    rows.push_back({{htmlText(setting.name)}, {htmlText(setting.first)}, {htmlText(setting.second)}});
  constexpr std::array<std::string_view, 3> kHeadings = {"setting", "first", "second"};
  return htmlSection("Settings", htmlTable(kHeadings, rows));
}

}  // namespace

std::string driftSection(const RunChanges& of, bool two) {
  if (of.drift.empty()) return "";
  std::string html = fmt::format(
      "<p class=\"note\">One dot a slide, in the order of summary.csv{}. Limits: median ± 3 × 1.4826 × median "
      "absolute deviation{}, from {} slides on; slides outside are ringed.</p>\n",
      two ? "; first run blue, second orange" : "", two ? " of the first run" : "", kMinimumForLimits);
  for (const DriftChart& drift : of.drift) {
    const auto outside = std::count_if(drift.chart.points.begin(), drift.chart.points.end(),
                                       [](const ControlChartPoint& point) { return point.outside; });
    html += fmt::format("<figure><h3>{}{}</h3>{}</figure>\n", htmlText(drift.measure),
                        outside > 0 ? fmt::format(": {} outside", outside) : "",
                        controlChartPlot(drift.chart, drift.measure));
  }
  return htmlSection("Drift", html);
}

std::string changesHtml(const RunChanges& changes, const RunSide& first, const RunSide* second) {
  if (second == nullptr) return htmlPage("Drift of a run", first.scored.name, driftSection(changes, false));
  return htmlPage("What changed", fmt::format("first: {}; second: {}", first.scored.name, second->scored.name),
                  scoresSection(changes, first, *second) + settingsSection(changes) + shiftsSection(changes) +
                      driftSection(changes, true));
}

}  // namespace herald
