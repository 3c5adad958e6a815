#include "pipeline/comparison/compare_json.h"

#include "pipeline/comparison/agreement_json.h"
#include "pipeline/configuration/program.h"

namespace herald {
namespace {

OrderedJson scoreOrNull(const std::optional<Her2Score>& score) {
  return score ? OrderedJson(her2ScoreName(*score)) : OrderedJson(nullptr);
}

OrderedJson ishOrNull(const std::optional<IshResult>& ish) {
  return ish ? OrderedJson(*ish == IshResult::kPositive ? "positive" : "negative") : OrderedJson(nullptr);
}

OrderedJson slideCounts(const Comparison& of) {
  std::int64_t indeterminate = 0;
  std::int64_t failed = 0;
  for (const ComparedSlide& slide : of.slides) {
    indeterminate += slide.status == SlideStatus::kIndeterminate ? 1 : 0;
    failed += slide.status == SlideStatus::kFailed || slide.status == SlideStatus::kSkipped ? 1 : 0;
  }
  return {{"program", of.counts.program_slides},
          {"read", of.counts.read_slides},
          {"matched", of.counts.matched},
          {"compared", of.counts.compared},
          {"indeterminate", indeterminate},
          {"failed", failed},
          {"without_reference", of.counts.without_reference},
          {"unknown", of.counts.unknown},
          {"unread", of.counts.unread}};
}

OrderedJson unscored(const Comparison& of) {
  return {{"indeterminate", of.unscored.indeterminate}, {"failed", of.unscored.failed}};
}

OrderedJson byReader(const Comparison& of) {
  OrderedJson json = OrderedJson::array();
  for (const ReaderComparison& reader : of.by_reader) {
    OrderedJson one = {{"reader", reader.reader}};
    addAgreement(one, reader.program);
    one["pct_complete"] = blandAltmanJson(reader.pct_complete);
    json.push_back(std::move(one));
  }
  return json;
}

OrderedJson readerPairs(const Comparison& of) {
  OrderedJson json = OrderedJson::array();
  for (const ReaderPair& pair : of.reader_pairs) {
    OrderedJson one = {{"first", pair.first}, {"second", pair.second}};
    addAgreement(one, pair.agreement);
    json.push_back(std::move(one));
  }
  return json;
}

OrderedJson leftOut(const Comparison& of) {
  OrderedJson json = OrderedJson::array();
  for (const LeftOutReader& out : of.left_out)
    json.push_back({{"reader", out.reader},
                    {"reader_agreement", agreementJson(out.reader_agreement)},
                    {"program_agreement", agreementJson(out.program_agreement)}});
  return json;
}

OrderedJson together(const std::optional<RatersTogether>& of) {
  if (!of) return nullptr;
  return {{"raters", of->raters},
          {"slides", of->slides},
          {"complete_slides", of->complete_slides},
          {"fleiss_kappa", coefficientJson(of->fleiss_kappa)},
          {"krippendorff_alpha",
           {{"nominal", coefficientJson(of->alpha_nominal)}, {"ordinal", coefficientJson(of->alpha_ordinal)}}}};
}

OrderedJson reading(const std::optional<IshAgreement>& of, const IshReading IshAgreement::*which) {
  if (!of) return nullptr;
  return {{"sensitivity", proportionJson(((*of).*which).sensitivity)},
          {"specificity", proportionJson(((*of).*which).specificity)}};
}

OrderedJson ishRater(const Comparison& comparison, const IshComparison& of) {
  OrderedJson table = OrderedJson::array();
  for (std::size_t i = 0; i < of.table.size(); ++i)
    table.push_back(
        {{"class", comparison.classes.name(i)}, {"negative", of.table[i][0]}, {"positive", of.table[i][1]}});
  return {{"rater", of.rater},
          {"table", std::move(table)},
          {"unscored", {{"negative", of.unscored[0]}, {"positive", of.unscored[1]}}},
          {"sent_to_ish", of.agreement ? proportionJson(of.agreement->sent_to_ish) : OrderedJson(nullptr)},
          {"three_plus", reading(of.agreement, &IshAgreement::three_plus)},
          {"reflex", reading(of.agreement, &IshAgreement::reflex)},
          {"without_equivocal", reading(of.agreement, &IshAgreement::without_equivocal)}};
}

// The program's own at the top, as it is what is asked for.
OrderedJson ish(const Comparison& of) {
  if (of.ish.empty()) return nullptr;
  OrderedJson json = ishRater(of, of.ish.front());
  json["others"] = OrderedJson::array();
  for (std::size_t i = 1; i < of.ish.size(); ++i) json["others"].push_back(ishRater(of, of.ish[i]));
  return json;
}

OrderedJson hScores(const Comparison& of) {
  OrderedJson json = OrderedJson::array();
  for (std::size_t i = 0; i < of.h_score_by_class.size(); ++i) {
    const HScoresOfClass& scores = of.h_score_by_class[i];
    OrderedJson one = {{"class", of.classes.name(i)}, {"n", scores.values.size()}};
    for (const char* key : {"minimum", "lower_quartile", "median", "upper_quartile", "maximum"}) one[key] = nullptr;
    if (const auto& five = scores.summary) {
      one["minimum"] = rounded(five->minimum, kStatisticDecimals);
      one["lower_quartile"] = rounded(five->lower_quartile, kStatisticDecimals);
      one["median"] = rounded(five->median, kStatisticDecimals);
      one["upper_quartile"] = rounded(five->upper_quartile, kStatisticDecimals);
      one["maximum"] = rounded(five->maximum, kStatisticDecimals);
    }
    json.push_back(std::move(one));
  }
  return json;
}

OrderedJson slideJson(const Comparison& comparison, const ComparisonSources& sources, std::size_t index) {
  const ComparedSlide& slide = comparison.slides[index];
  const ScoredSlide& scored = sources.scored.slides[slide.program];
  const ReadSlide& read = sources.readers.slides[slide.read];
  OrderedJson readers = OrderedJson::object();
  for (std::size_t i = 0; i < read.scores.size(); ++i) readers[sources.readers.names[i]] = scoreOrNull(read.scores[i]);
  return {{"slide", slide.slide},
          {"case_id", textOrNull(slide.case_id)},
          {"status", slideStatusName(slide.status)},
          {"reference", scoreOrNull(slide.reference)},
          {"program", scoreOrNull(slide.score)},
          {"steps", slide.compared() ? OrderedJson(slide.steps) : OrderedJson(nullptr)},
          {"tied", slide.tied},
          {"borderline", scored.borderline},
          {"ish", ishOrNull(read.ish)},
          {"readers", std::move(readers)},
          {"reasons", textOrNull(scored.reasons)},
          {"evidence", textOrNull(sources.evidence.at(index))}};
}

}  // namespace

std::string compareJson(const Comparison& of, const ComparisonSources& sources) {
  OrderedJson json = {
      {"schema", kCompareSchemaName},
      {"herald", programVersion()},
      {"program", sources.scored.name},
      {"readers_file", sources.readers.file},
      {"readers", of.readers},
      {"reference",
       {{"by", of.reference_name},
        {"is_reader", of.reference_is_reader},
        {"ties", of.ties_excluded ? "exclude" : "settle"},
        {"tied", of.counts.tied}}},
      {"bootstrap", {{"replicates", sources.bootstrap.replicates}, {"random_seed", sources.bootstrap.random_seed}}},
      {"slides", slideCounts(of)}};
  json["classes"] = OrderedJson::array();
  for (std::size_t i = 0; i < of.classes.size(); ++i) json["classes"].push_back(of.classes.name(i));
  addAgreement(json, of.overall);
  json["unscored"] = unscored(of);
  json["by_reader"] = byReader(of);
  json["reader_pairs"] = readerPairs(of);
  json["leave_one_reader_out"] = leftOut(of);
  json["raters"] = {{"readers", together(of.readers_together)}, {"readers_and_program", together(of.with_program)}};
  json["ish"] = ish(of);
  json["pct_complete"] = blandAltmanJson(of.pct_complete);
  json["h_score_by_class"] = hScores(of);
  json["cases"] = of.cases ? agreementJson(*of.cases) : OrderedJson(nullptr);
  json["discordant"] = OrderedJson::array();
  for (const std::size_t index : of.discordant) json["discordant"].push_back(slideJson(of, sources, index));
  json["not_scored"] = OrderedJson::array();
  for (std::size_t i = 0; i < of.slides.size(); ++i)
    if (!of.slides[i].score) json["not_scored"].push_back(slideJson(of, sources, i));
  return documentText(json);
}

}  // namespace herald
