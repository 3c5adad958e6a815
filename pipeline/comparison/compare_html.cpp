#include "pipeline/comparison/compare_html.h"

#include <fmt/format.h>

#include <algorithm>

#include "pipeline/comparison/agreement_html.h"
#include "pipeline/comparison/compared_slides_html.h"
#include "pipeline/drawing/html_template.h"
#include "pipeline/files/embedded_file.h"
#include "pipeline/pages/html_page.h"
#include "pipeline/pages/svg_plot.h"
#include "scoring/h_score.h"

HERALD_EMBED(compare_html, "pipeline/comparison/templates/compare.html")

namespace herald {
namespace {

std::string referenceText(const Comparison& of) {
  if (of.reference_is_reader) return fmt::format("reader “{}”", of.reference_name);
  if (of.reference_name == "unanimous") return "readers where all agree";
  return of.reference_name + " of the readers";
}

OrderedJson boxes(const Comparison& of) {
  OrderedJson boxes = OrderedJson::array();
  const auto add = [&](std::string value, std::string_view label) {
    boxes.push_back({{"value", std::move(value)}, {"label", label}});
  };
  const auto share = of.overall.agreement;
  const auto kappa = of.overall.kappa[1];
  add(std::to_string(of.counts.compared), "slides compared");
  add(share ? fmt::format("{:.1f} %", 100 * share->value) : "–", "same score");
  add(kappa ? fmt::format("{:.2f}", kappa->value) : "–", "kappa, linear weights");
  add(std::to_string(of.overall.matrix.twoStepErrors()), "two steps or more apart");
  add(std::to_string(of.counts.matched - of.counts.compared), "not compared");
  return boxes;
}

IntervalMark cutMark(std::string_view name, std::string_view cut, const std::optional<Proportion>& share,
                     std::string_view colour) {
  IntervalMark mark;
  mark.label = fmt::format("{} at {}", name, cut.starts_with(">=") ? "≥ " + std::string(cut.substr(2)) : cut);
  mark.value_text = percentText(share);
  mark.colour = colour;
  mark.begins_group = name == "positive";
  if (!share) return mark;
  mark.value = 100 * share->value;
  mark.interval = Interval{100 * share->wilson.low, 100 * share->wilson.high};
  mark.wider = Interval{100 * share->clopper_pearson.low, 100 * share->clopper_pearson.high};
  return mark;
}

std::string cutsPlot(const AgreementSummary& of) {
  std::vector<IntervalMark> marks;
  for (const NamedCutAgreement& cut : of.cuts) {
    marks.push_back(cutMark("positive", cut.cut, cut.agreement.positive, "orange"));
    marks.push_back(cutMark("negative", cut.cut, cut.agreement.negative, "green"));
    marks.push_back(cutMark("overall", cut.cut, cut.agreement.overall, "blue"));
  }
  return intervalPlot(marks, {"agreement, %", 0, 100});
}

IntervalMark kappaMark(const std::string& label, const AgreementSummary& of, std::string_view colour,
                       bool begins_group) {
  const auto& kappa = of.kappa[1];
  return {label,
          fmt::format("{}, n = {}", coefficientText(kappa), of.matrix.total()),
          kappa ? std::optional(kappa->value) : std::nullopt,
          kappa ? kappa->interval : std::nullopt,
          std::nullopt,
          std::string(colour),
          begins_group};
}

std::string yardstickPlot(const Comparison& of) {
  std::vector<IntervalMark> marks;
  for (const ReaderComparison& reader : of.by_reader)
    marks.push_back(kappaMark("program / " + reader.reader, reader.program, "blue", marks.empty()));
  const std::size_t own = marks.size();
  for (const ReaderPair& pair : of.reader_pairs)
    marks.push_back(kappaMark(pair.first + " / " + pair.second, pair.agreement, "orange", marks.size() == own));
  double low = 0;
  for (const IntervalMark& mark : marks)
    low = std::min({low, mark.value.value_or(0), mark.interval ? mark.interval->low : 0});
  return intervalPlot(marks, {"kappa, linear weights", low, 1});
}

OrderedJson leftOutValues(const Comparison& of) {
  if (of.left_out.empty()) return nullptr;
  OrderedJson rows = OrderedJson::array();
  for (const LeftOutReader& out : of.left_out)
    rows.push_back({{"reader", out.reader},
                    {"n", out.reader_agreement.matrix.total()},
                    {"reader_same", percentText(out.reader_agreement.agreement)},
                    {"program_same", percentText(out.program_agreement.agreement)},
                    {"reader_kappa", coefficientText(out.reader_agreement.kappa[1])},
                    {"program_kappa", coefficientText(out.program_agreement.kappa[1])}});
  return {{"rows", std::move(rows)}};
}

OrderedJson togetherValues(const Comparison& of) {
  if (!of.readers_together || !of.with_program) return nullptr;
  const auto row = [](std::string_view name, const RatersTogether& raters) {
    return OrderedJson{{"raters", name},
                       {"complete", raters.complete_slides},
                       {"fleiss", coefficientText(raters.fleiss_kappa)},
                       {"slides", raters.slides},
                       {"alpha", coefficientText(raters.alpha_ordinal)}};
  };
  return {{"rows",
           OrderedJson::array({row("readers", *of.readers_together), row("readers and program", *of.with_program)})}};
}

OrderedJson ishCounts(const Comparison& of, const IshComparison& own) {
  OrderedJson counts = OrderedJson::array();
  for (std::size_t i = 0; i < own.table.size(); ++i)
    counts.push_back(
        {{"class", of.classes.name(i)}, {"not_amplified", own.table[i][0]}, {"amplified", own.table[i][1]}});
  counts.push_back({{"class", "not scored"}, {"not_amplified", own.unscored[0]}, {"amplified", own.unscored[1]}});
  return counts;
}

OrderedJson ishReadings(const Comparison& of) {
  OrderedJson rows = OrderedJson::array();
  for (const IshComparison& rater : of.ish) {
    if (!rater.agreement) continue;
    const auto add = [&](std::string_view positive, const IshReading& reading, const std::string& sent) {
      rows.push_back({{"rater", rater.rater},
                      {"positive", positive},
                      {"sensitivity", percentText(reading.sensitivity)},
                      {"specificity", percentText(reading.specificity)},
                      {"sent", sent}});
    };
    add("3+ alone", rater.agreement->three_plus, "–");
    add("3+, and 2+ by ISH", rater.agreement->reflex, percentText(rater.agreement->sent_to_ish));
    add("2+ left out", rater.agreement->without_equivocal, "–");
  }
  if (rows.empty()) return nullptr;
  return {{"rows", std::move(rows)}};
}

OrderedJson ishValues(const Comparison& of) {
  if (of.ish.empty()) return nullptr;
  return {{"counts", ishCounts(of, of.ish.front())}, {"readings", ishReadings(of)}};
}

OrderedJson measurementValues(const Comparison& of) {
  if (!of.pct_complete && of.h_score_by_class.empty()) return nullptr;
  std::vector<PlotGroup> groups;
  for (std::size_t i = 0; i < of.h_score_by_class.size(); ++i)
    groups.push_back({"reference " + of.classes.name(i), of.h_score_by_class[i].values});
  return {{"pct_complete", of.pct_complete
                               ? blandAltmanPlot(of.pct_complete_pairs, *of.pct_complete,
                                                 "mean of readers and program, %", "program minus readers, points")
                               : ""},
          {"h_score", groups.empty() ? "" : boxPlot(groups, {"H-score", 0, kMaxHScore})}};
}

OrderedJson caseValues(const Comparison& of) {
  if (!of.cases) return nullptr;
  return {{"matrix", matrixHtml(of.cases->matrix, classNames(of.classes), "reference", "program")},
          {"coefficients", coefficientsHtml(*of.cases)}};
}

OrderedJson unscoredValues(const Comparison& of) {
  OrderedJson rows = OrderedJson::array();
  for (std::size_t i = 0; i < of.classes.size(); ++i)
    rows.push_back({{"class", of.classes.name(i)},
                    {"indeterminate", of.unscored.indeterminate[i]},
                    {"failed", of.unscored.failed[i]}});
  return rows;
}

}  // namespace

std::string compareHtml(const Comparison& of, const ComparisonSources& sources) {
  static const HtmlTemplate kPage(compare_html());
  const std::string subtitle = fmt::format("{} against the {} in {}{}", sources.scored.name, referenceText(of),
                                           sources.readers.file, of.ties_excluded ? "; ties left out" : "");
  return htmlPage(
      "Agreement with readers", subtitle,
      kPage.filled(
          {{"boxes", boxes(of)},
           {"matrix", matrixHtml(of.overall.matrix, classNames(of.classes), "reference", "program")},
           {"coefficients", coefficientsHtml(of.overall)},
           {"cuts", cutsPlot(of.overall)},
           {"discordant", discordantSlidesHtml(of, sources)},
           {"not_scored", unscoredSlidesHtml(of, sources)},
           {"yardstick", yardstickPlot(of)},
           {"left_out", leftOutValues(of)},
           {"together", togetherValues(of)},
           {"ish", ishValues(of)},
           {"measurements", measurementValues(of)},
           {"cases", caseValues(of)},
           {"unscored", unscoredValues(of)},
           {"without_reference", of.counts.without_reference},
           {"ties", of.counts.tied},
           {"lists", slideListsHtml({{"Read, but not among the program's slides", of.counts.unknown},
                                     {"Among the program's slides, but read by nobody", of.counts.unread}})}}));
}

}  // namespace herald
