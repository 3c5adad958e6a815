#include "pipeline/comparison/compare_csv.h"

#include <fmt/format.h>

#include "pipeline/files/csv.h"

namespace herald {
namespace {

std::string numberText(double value) {
  return fmt::format("{:.6g}", value);
}

std::string slideHeader(const ComparisonSources& sources) {
  std::vector<std::string> fields = {"slide", "case_id",    "status", "program",      "reference", "tied",
                                     "steps", "borderline", "ish",    "pct_complete", "h_score",   "evidence"};
  for (const std::string& reader : sources.readers.names) fields.push_back("reader " + reader);
  return csvLine(fields);
}

std::string slideRow(const Comparison& comparison, const ComparisonSources& sources, std::size_t index) {
  const ComparedSlide& slide = comparison.slides[index];
  const ScoredSlide& scored = sources.scored.slides[slide.program];
  const ReadSlide& read = sources.readers.slides[slide.read];
  const auto score = [](const std::optional<Her2Score>& of) { return of ? std::string(her2ScoreName(*of)) : ""; };
  const auto number = [](const std::optional<double>& of) { return of ? numberText(*of) : ""; };
  std::vector<std::string> fields = {slide.slide,
                                     slide.case_id,
                                     std::string(slideStatusName(slide.status)),
                                     score(slide.score),
                                     score(slide.reference),
                                     slide.tied ? "true" : "false",
                                     slide.compared() ? std::to_string(slide.steps) : "",
                                     scored.borderline ? "true" : "false",
                                     !read.ish                           ? ""
                                     : *read.ish == IshResult::kPositive ? "positive"
                                                                         : "negative",
                                     number(scored.measured[kPctComplete]),
                                     number(scored.measured[kHScore]),
                                     sources.evidence.at(index)};
  for (const auto& rating : read.scores) fields.push_back(score(rating));
  return csvLine(fields);
}

// Rows of one pair of raters.
class StatisticRows {
 public:
  StatisticRows(std::string reference, std::string judged)
      : reference_(std::move(reference)), judged_(std::move(judged)) {}

  [[nodiscard]] const std::string& text() const { return text_; }

  void add(const AgreementSummary& of) {
    n_ = std::to_string(of.matrix.total());
    addShare("agreement", of.agreement);
    constexpr std::array kKappas = {"kappa", "kappa linear", "kappa quadratic"};
    constexpr std::array kAcs = {"AC1", "AC2 linear", "AC2 quadratic"};
    for (std::size_t i = 0; i < kKappas.size(); ++i) add(kKappas.at(i), of.kappa.at(i), "Fleiss-Cohen-Everitt");
    for (std::size_t i = 0; i < kAcs.size(); ++i) add(kAcs.at(i), of.ac.at(i), "Gwet");
    for (const NamedCutAgreement& cut : of.cuts) {
      addShare("PPA " + cut.cut, cut.agreement.positive);
      addShare("NPA " + cut.cut, cut.agreement.negative);
      addShare("OPA " + cut.cut, cut.agreement.overall);
    }
    row("two-step errors", n_, std::to_string(of.matrix.twoStepErrors()), "", "", "");
  }

  void add(const RatersTogether& of) {
    n_ = std::to_string(of.complete_slides);
    add("Fleiss kappa", of.fleiss_kappa, "bootstrap");
    n_ = std::to_string(of.slides);
    add("Krippendorff alpha nominal", of.alpha_nominal, "bootstrap");
    add("Krippendorff alpha ordinal", of.alpha_ordinal, "bootstrap");
  }

  void add(const IshAgreement& of) {
    addShare("sent to ISH", of.sent_to_ish);
    const std::array<std::pair<const char*, const IshReading*>, 3> readings = {
        {{"3+ alone", &of.three_plus}, {"reflex", &of.reflex}, {"without equivocal", &of.without_equivocal}}};
    for (const auto& [name, reading] : readings) {
      addShare(std::string("sensitivity ") + name, reading->sensitivity);
      addShare(std::string("specificity ") + name, reading->specificity);
    }
  }

  void add(const std::string& name, const BlandAltman& of) {
    n_ = std::to_string(of.n);
    const auto& limits = of.limits;
    add(name + " bias", AgreementCoefficient{of.bias, limits ? std::optional(limits->bias_interval) : std::nullopt},
        "t");
    if (!limits) return;
    add(name + " lower limit", AgreementCoefficient{limits->low, limits->low_interval}, "t");
    add(name + " upper limit", AgreementCoefficient{limits->high, limits->high_interval}, "t");
  }

 private:
  void row(const std::string& statistic, const std::string& n, const std::string& value, const std::string& low,
           const std::string& high, const std::string& method) {
    text_ += csvLine({reference_, judged_, statistic, n, value, low, high, method});
  }

  void addShare(const std::string& statistic, const std::optional<Proportion>& of) {
    const std::string total = of ? std::to_string(of->total) : "0";
    const std::string value = of ? numberText(of->value) : "";
    for (const auto& [method, interval] :
         {std::pair("Wilson", &Proportion::wilson), std::pair("Clopper-Pearson", &Proportion::clopper_pearson)})
      row(statistic, total, value, of ? numberText(((*of).*interval).low) : "",
          of ? numberText(((*of).*interval).high) : "", method);
  }

  void add(const std::string& statistic, const std::optional<AgreementCoefficient>& of, const std::string& method) {
    const bool has_interval = of && of->interval;
    row(statistic, n_, of ? numberText(of->value) : "", has_interval ? numberText(of->interval->low) : "",
        has_interval ? numberText(of->interval->high) : "", method);
  }

  std::string reference_;
  std::string judged_;
  std::string n_ = "0";
  std::string text_;
};

template <class... Parts>
std::string rowsOf(const std::string& reference, const std::string& judged, const Parts&... parts) {
  StatisticRows rows(reference, judged);
  (rows.add(parts), ...);
  return rows.text();
}

}  // namespace

std::string comparedSlidesCsv(const Comparison& comparison, const ComparisonSources& sources) {
  std::string text = slideHeader(sources);
  for (std::size_t i = 0; i < comparison.slides.size(); ++i) text += slideRow(comparison, sources, i);
  return text;
}

std::string discordantCsv(const Comparison& comparison, const ComparisonSources& sources) {
  std::string text = slideHeader(sources);
  for (const std::size_t index : comparison.discordant) text += slideRow(comparison, sources, index);
  return text;
}

std::string statisticsCsv(const Comparison& of) {
  std::string text = csvLine({"reference", "judged", "statistic", "n", "value", "low", "high", "method"});
  text += rowsOf(of.reference_name, "program", of.overall);
  if (of.cases) text += rowsOf(of.reference_name + " by case", "program by case", *of.cases);
  for (const ReaderComparison& reader : of.by_reader) {
    text += rowsOf(reader.reader, "program", reader.program);
    if (!reader.pct_complete) continue;
    StatisticRows rows(reader.reader, "program");
    rows.add("pct_complete", *reader.pct_complete);
    text += rows.text();
  }
  for (const ReaderPair& pair : of.reader_pairs) text += rowsOf(pair.first, pair.second, pair.agreement);
  for (const LeftOutReader& out : of.left_out) {
    text += rowsOf("all but " + out.reader, out.reader, out.reader_agreement);
    text += rowsOf("all but " + out.reader, "program", out.program_agreement);
  }
  if (of.readers_together) text += rowsOf("readers", "readers", *of.readers_together);
  if (of.with_program) text += rowsOf("readers and program", "readers and program", *of.with_program);
  for (const IshComparison& ish : of.ish)
    if (ish.agreement) text += rowsOf("ISH", ish.rater, *ish.agreement);
  if (of.pct_complete) {
    StatisticRows rows("mean of readers", "program");
    rows.add("pct_complete", *of.pct_complete);
    text += rows.text();
  }
  return text;
}

}  // namespace herald
