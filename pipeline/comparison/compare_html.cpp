#include "pipeline/comparison/compare_html.h"

#include <fmt/format.h>

#include <algorithm>

#include "pipeline/pages/html_page.h"
#include "pipeline/pages/svg_plot.h"
#include "scoring/h_score.h"

namespace herald {
namespace {

std::string scoreText(const std::optional<Her2Score>& score) {
  return score ? std::string(her2ScoreName(*score)) : "–";
}

std::string figure(const std::string& plot, std::string_view caption) {
  return fmt::format("<figure>{}<figcaption>{}</figcaption></figure>\n", plot, htmlText(caption));
}

std::string paragraph(std::string_view text) {
  return fmt::format("<p class=\"note\">{}</p>\n", htmlText(text));
}

std::string referenceText(const Comparison& of) {
  if (of.reference_is_reader) return fmt::format("reader “{}”", of.reference_name);
  if (of.reference_name == "unanimous") return "readers where all agree";
  return of.reference_name + " of the readers";
}

std::string summaryBoxes(const Comparison& of) {
  const auto box = [](std::string_view value, std::string_view label) {
    return fmt::format("<div><b>{}</b><span>{}</span></div>\n", htmlText(value), htmlText(label));
  };
  const auto share = of.overall.agreement;
  const auto kappa = of.overall.kappa[1];
  return "<div class=\"big\">\n" + box(std::to_string(of.counts.compared), "slides compared") +
         box(share ? fmt::format("{:.1f} %", 100 * share->value) : "–", "same score") +
         box(kappa ? fmt::format("{:.2f}", kappa->value) : "–", "kappa, linear weights") +
         box(std::to_string(of.overall.matrix.twoStepErrors()), "two steps or more apart") +
         box(std::to_string(of.counts.matched - of.counts.compared), "not compared") + "</div>\n";
}

std::string cutMarks(const AgreementSummary& of) {
  std::vector<IntervalMark> marks;
  for (const NamedCutAgreement& cut : of.cuts) {
    const auto add = [&](std::string_view name, const std::optional<Proportion>& share, std::string_view colour) {
      IntervalMark mark{
          .label = fmt::format("{} at {}", name, cut.cut.starts_with(">=") ? "≥ " + cut.cut.substr(2) : cut.cut),
          .value_text = percentText(share),
          .value = {},
          .interval = {},
          .wider = {},
          .colour = std::string(colour),
          .begins_group = name == "positive"};
      if (share) {
        mark.value = 100 * share->value;
        mark.interval = Interval{100 * share->wilson.low, 100 * share->wilson.high};
        mark.wider = Interval{100 * share->clopper_pearson.low, 100 * share->clopper_pearson.high};
      }
      marks.push_back(std::move(mark));
    };
    add("positive", cut.agreement.positive, "orange");
    add("negative", cut.agreement.negative, "green");
    add("overall", cut.agreement.overall, "blue");
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

std::string agreementSection(const Comparison& of) {
  return htmlSection(
      "Program and reference",
      "<div class=\"side\"><div>\n" + matrixHtml(of.overall.matrix, classNames(of.classes), "reference", "program") +
          "</div><div>\n" + coefficientsHtml(of.overall) +
          fmt::format("<p>Same score: {}</p>\n", percentText(of.overall.agreement)) + "</div></div>\n" +
          figure(cutMarks(of.overall),
                 "Positive, negative and overall percent agreement where the scale is cut in two. Thick: "
                 "95 % Wilson interval; thin: 95 % Clopper–Pearson (exact). In numbers: Wilson."));
}

std::string unscoredSection(const Comparison& of) {
  std::vector<HtmlRow> rows;
  for (std::size_t i = 0; i < of.classes.size(); ++i)
    rows.push_back({{htmlText(of.classes.name(i))},
                    {std::to_string(of.unscored.indeterminate[i]), true},
                    {std::to_string(of.unscored.failed[i]), true}});
  constexpr std::array<std::string_view, 3> kHeadings = {"reference", "#indeterminate", "#failed or skipped"};
  std::string html = htmlTable(kHeadings, rows);
  html += fmt::format("<p>Without a reference: {}. References that settle a tie: {}.</p>\n",
                      of.counts.without_reference, of.counts.tied);
  const auto list = [&](std::string_view what, const std::vector<std::string>& slides) {
    constexpr std::size_t kMost = 50;
    if (slides.empty()) return;
    html += fmt::format("<p>{} ({}): ", htmlText(what), slides.size());
    for (std::size_t i = 0; i < std::min(slides.size(), kMost); ++i) html += (i == 0 ? "" : ", ") + htmlText(slides[i]);
    html += slides.size() > kMost ? fmt::format(" and {} more</p>\n", slides.size() - kMost) : "</p>\n";
  };
  list("Read, but not among the program's slides", of.counts.unknown);
  list("The program's, but read by nobody", of.counts.unread);
  return htmlSection("Not compared", html);
}

std::string yardstickSection(const Comparison& of) {
  std::vector<IntervalMark> marks;
  for (const ReaderComparison& reader : of.by_reader)
    marks.push_back(kappaMark("program / " + reader.reader, reader.program, "blue", marks.empty()));
  const std::size_t own = marks.size();
  for (const ReaderPair& pair : of.reader_pairs)
    marks.push_back(kappaMark(pair.first + " / " + pair.second, pair.agreement, "orange", marks.size() == own));
  double low = 0;
  for (const IntervalMark& mark : marks)
    low = std::min({low, mark.value.value_or(0), mark.interval ? mark.interval->low : 0});
  std::string html = figure(intervalPlot(marks, {"kappa, linear weights", low, 1}),
                            "Each reader with the program (blue) and with each other reader (orange, the yardstick).");
  if (!of.left_out.empty()) {
    std::vector<HtmlRow> rows;
    for (const LeftOutReader& out : of.left_out)
      rows.push_back({{htmlText(out.reader)},
                      {std::to_string(out.reader_agreement.matrix.total()), true},
                      {percentText(out.reader_agreement.agreement), true},
                      {percentText(out.program_agreement.agreement), true},
                      {coefficientText(out.reader_agreement.kappa[1]), true},
                      {coefficientText(out.program_agreement.kappa[1]), true}});
    constexpr std::array<std::string_view, 6> kHeadings = {
        "left out", "#n", "#reader: same score", "#program: same score", "#reader kappa", "#program kappa"};
    html += "<h3>Leave one reader out</h3>\n" + htmlTable(kHeadings, rows) +
            paragraph(
                "The reader left out and the program, both against the majority of the other readers, on the same "
                "slides. Kappa with linear weights.");
  }
  if (of.readers_together && of.with_program) {
    const auto row = [](std::string_view name, const RatersTogether& raters) {
      return HtmlRow{{htmlText(name)},
                     {std::to_string(raters.complete_slides), true},
                     {coefficientText(raters.fleiss_kappa), true},
                     {std::to_string(raters.slides), true},
                     {coefficientText(raters.alpha_ordinal), true}};
    };
    const std::vector<HtmlRow> rows = {row("readers", *of.readers_together),
                                       row("readers and program", *of.with_program)};
    constexpr std::array<std::string_view, 5> kHeadings = {"raters", "#rated by all", "#Fleiss' kappa",
                                                           "#rated by two or more", "#Krippendorff's alpha, ordinal"};
    html += "<h3>All together</h3>\n" + htmlTable(kHeadings, rows);
  }
  return htmlSection("Readers as the yardstick", html);
}

std::string ishSection(const Comparison& of) {
  if (of.ish.empty()) return "";
  const IshComparison& own = of.ish.front();
  std::vector<HtmlRow> table;
  for (std::size_t i = 0; i < own.table.size(); ++i)
    table.push_back({{htmlText(of.classes.name(i))},
                     {std::to_string(own.table[i][0]), true},
                     {std::to_string(own.table[i][1]), true}});
  table.push_back({{"not scored"}, {std::to_string(own.unscored[0]), true}, {std::to_string(own.unscored[1]), true}});
  constexpr std::array<std::string_view, 3> kTable = {"program", "#not amplified", "#amplified"};
  std::string html = htmlTable(kTable, table);
  std::vector<HtmlRow> readings;
  for (const IshComparison& rater : of.ish) {
    if (!rater.agreement) continue;
    const auto add = [&](std::string_view name, const IshReading& reading, const std::string& sent) {
      readings.push_back({{htmlText(rater.rater)},
                          {htmlText(name)},
                          {percentText(reading.sensitivity), true},
                          {percentText(reading.specificity), true},
                          {sent, true}});
    };
    add("3+ alone", rater.agreement->three_plus, "–");
    add("3+, and 2+ by ISH", rater.agreement->reflex, percentText(rater.agreement->sent_to_ish));
    add("2+ left out", rater.agreement->without_equivocal, "–");
  }
  constexpr std::array<std::string_view, 5> kReadings = {"rater", "positive is", "#sensitivity", "#specificity",
                                                         "#sent to ISH"};
  html += readings.empty() ? paragraph("2+ and 3+ are not classes of their own: no sensitivity or specificity.")
                           : htmlTable(kReadings, readings);
  return htmlSection("In-situ hybridisation", html);
}

std::string measurementSection(const Comparison& of) {
  std::string html;
  if (of.pct_complete)
    html += "<h3>Cells with complete membranes</h3>\n" +
            figure(blandAltmanPlot(of.pct_complete_pairs, *of.pct_complete, "mean of readers and program, %",
                                   "program less readers, points"),
                   "Bland–Altman: bias and limits of agreement, their 95 % intervals shaded.");
  if (!of.h_score_by_class.empty()) {
    std::vector<PlotGroup> groups;
    for (std::size_t i = 0; i < of.h_score_by_class.size(); ++i)
      groups.push_back({"reference " + of.classes.name(i), of.h_score_by_class[i].values});
    html += "<h3>H-score by class of the reference</h3>\n" +
            figure(boxPlot(groups, {"H-score", 0, kMaxHScore}),
                   "Box: quartiles and median; whiskers to the ends; a dot a slide.");
  }
  return html.empty() ? "" : htmlSection("Measurements", html);
}

std::string evidenceLinks(const std::string& folder) {
  if (folder.empty()) return "–";
  std::string links;
  for (const auto& [file, name] : {std::pair("report.html", "report"), std::pair("overview.jpg", "overview"),
                                   std::pair("heatmap.png", "heat map"), std::pair("result.json", "numbers")})
    links += fmt::format("{}<a href=\"{}\">{}</a>", links.empty() ? "" : " · ", htmlPath(folder + "/" + file), name);
  return links;
}

HtmlRow slideRow(const Comparison& comparison, const ComparisonSources& sources, std::size_t index) {
  const ComparedSlide& slide = comparison.slides[index];
  const ReadSlide& read = sources.readers.slides[slide.read];
  const ScoredSlide& scored = sources.scored.slides[slide.program];
  std::string readers;
  for (std::size_t i = 0; i < read.scores.size(); ++i)
    if (read.scores[i])
      readers += (readers.empty() ? "" : ", ") + htmlText(sources.readers.names[i]) + " " + scoreText(read.scores[i]);
  std::string program = scoreText(slide.score);
  if (!slide.score)
    program = htmlText(slideStatusName(slide.status)) + (scored.reasons.empty() ? "" : ": " + htmlText(scored.reasons));
  if (scored.borderline) program += " (borderline)";
  const std::string name =
      fmt::format("<span class=\"slide{}\">{}</span>", std::abs(slide.steps) > 1 ? " far" : "", htmlText(slide.slide));
  return {{name},
          {program},
          {scoreText(slide.reference) + (slide.tied ? " (tie)" : "")},
          {readers},
          {!read.ish                           ? "–"
           : *read.ish == IshResult::kPositive ? "amplified"
                                               : "not amplified"},
          {evidenceLinks(sources.evidence.at(index))}};
}

std::string slideTable(const Comparison& comparison, const ComparisonSources& sources,
                       const std::vector<std::size_t>& indices) {
  std::vector<HtmlRow> rows;
  for (const std::size_t index : indices) rows.push_back(slideRow(comparison, sources, index));
  constexpr std::array<std::string_view, 6> kHeadings = {"slide", "program", "reference", "readers", "ISH", "evidence"};
  return htmlTable(kHeadings, rows);
}

std::string slidesSection(const Comparison& comparison, const ComparisonSources& sources) {
  std::string html = comparison.discordant.empty()
                         ? paragraph("None: program and reference gave every slide the same class.")
                         : slideTable(comparison, sources, comparison.discordant) +
                               paragraph("Farthest apart first; two steps or more are marked.");
  std::vector<std::size_t> unscored;
  for (std::size_t i = 0; i < comparison.slides.size(); ++i)
    if (!comparison.slides[i].score) unscored.push_back(i);
  if (!unscored.empty()) html += "<h3>Not scored by the program</h3>\n" + slideTable(comparison, sources, unscored);
  return htmlSection("Disagreements", html);
}

std::string casesSection(const Comparison& of) {
  if (!of.cases) return "";
  return htmlSection("By case", "<div class=\"side\"><div>\n" +
                                    matrixHtml(of.cases->matrix, classNames(of.classes), "reference", "program") +
                                    "</div><div>\n" + coefficientsHtml(*of.cases) + "</div></div>\n" +
                                    paragraph("The highest score of a case's compared slides, on either side."));
}

constexpr std::string_view kMethods =
    "95 % intervals throughout. Kappa: Cohen 1960, 1968; its interval: Fleiss, Cohen and Everitt 1969. AC1, AC2: Gwet "
    "2008, "
    "2014. Fleiss' kappa 1971 and Krippendorff's alpha: percentiles of a bootstrap over slides. Shares: Wilson 1927, "
    "Clopper "
    "and Pearson 1934. Limits of agreement: Bland and Altman 1986. Kappa is undefined where both raters use one class "
    "only, "
    "and low where one class is rare; no interval is given where the formula's width is 0, as at perfect agreement. "
    "With "
    "fewer than some 30 slides, intervals of kappa and AC are too narrow.";

}  // namespace

std::string compareHtml(const Comparison& of, const ComparisonSources& sources) {
  const std::string subtitle = fmt::format("{} against the {} in {}{}", sources.scored.name, referenceText(of),
                                           sources.readers.file, of.ties_excluded ? "; ties left out" : "");
  return htmlPage("Agreement with readers", subtitle,
                  summaryBoxes(of) + agreementSection(of) + slidesSection(of, sources) + yardstickSection(of) +
                      ishSection(of) + measurementSection(of) + casesSection(of) + unscoredSection(of) +
                      htmlSection("Methods", paragraph(kMethods)));
}

}  // namespace herald
