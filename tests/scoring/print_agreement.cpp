// Herald's statistics of agreement for agreement_oracle_test.py: JSON requests on stdin, one a line, answers on stdout.
//   {"matrix": [[..]]} | {"ratings": [[0, null, ..]], "classes": 4} | {"pairs": [[reference, measured], ..]} |
//   {"proportion": [count, total]} | {"ish": [[negative, positive], ..]} | {"values": [..]}
#include <exception>
#include <iostream>
#include <nlohmann/json.hpp>
#include <string>

#include "scoring/agreement/agreement.h"
#include "scoring/agreement/bland_altman.h"
#include "scoring/agreement/ish_agreement.h"
#include "scoring/agreement/rater_agreement.h"
#include "scoring/agreement/robust_limits.h"

namespace herald {
namespace {

using nlohmann::json;

json toJson(const Interval& of) {
  return {of.low, of.high};
}

json toJson(const Proportion& of) {
  return {{"value", of.value}, {"wilson", toJson(of.wilson)}, {"clopper_pearson", toJson(of.clopper_pearson)}};
}

json toJson(const AgreementCoefficient& of) {
  return {{"value", of.value}, {"interval", of.interval ? toJson(*of.interval) : json(nullptr)}};
}

template <class T>
json orNull(const std::optional<T>& of) {
  return of ? toJson(*of) : json(nullptr);
}

json ofMatrix(const json& rows) {
  ConfusionMatrix matrix(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i)
    for (std::size_t j = 0; j < rows.size(); ++j) matrix.add(i, j, rows[i][j].get<std::int64_t>());
  json cuts = json::array();
  for (std::size_t cut = 1; cut < rows.size(); ++cut) {
    const CutAgreement at = agreementAtCut(matrix, cut);
    cuts.push_back({{"ppa", orNull(at.positive)}, {"npa", orNull(at.negative)}, {"opa", orNull(at.overall)}});
  }
  using enum AgreementWeights;
  return {
      {"agreement", orNull(proportionOf(matrix.agreeing(), matrix.total()))},
      {"two_step", matrix.twoStepErrors()},
      {"kappa",
       {orNull(cohenKappa(matrix, kIdentity)), orNull(cohenKappa(matrix, kLinear)),
        orNull(cohenKappa(matrix, kQuadratic))}},
      {"ac", {orNull(gwetAc(matrix, kIdentity)), orNull(gwetAc(matrix, kLinear)), orNull(gwetAc(matrix, kQuadratic))}},
      {"cuts", cuts}};
}

json ofRatings(const json& rows, std::size_t classes) {
  RatingTable table{classes, {}};
  for (const json& row : rows) {
    auto& ratings = table.slides.emplace_back();
    for (const json& rating : row)
      ratings.push_back(rating.is_null() ? std::nullopt : std::optional(rating.get<std::size_t>()));
  }
  return {{"complete", completeSlides(table)},
          {"fleiss", orNull(fleissKappa(table))},
          {"alpha_nominal", orNull(krippendorffAlpha(table, AlphaDistance::kNominal))},
          {"alpha_ordinal", orNull(krippendorffAlpha(table, AlphaDistance::kOrdinal))}};
}

json ofPairs(const json& rows) {
  std::vector<MeasurementPair> pairs;
  for (const json& row : rows) pairs.push_back({row[0].get<double>(), row[1].get<double>()});
  const auto result = blandAltman(pairs);
  if (!result) return nullptr;
  json answer = {{"n", result->n}, {"bias", result->bias}, {"limits", nullptr}};
  if (const auto& limits = result->limits)
    answer["limits"] = {{"sd", limits->sd},
                        {"limits", {limits->low, limits->high}},
                        {"bias", toJson(limits->bias_interval)},
                        {"low", toJson(limits->low_interval)},
                        {"high", toJson(limits->high_interval)}};
  return answer;
}

json toJson(const IshReading& of) {
  return {{"sensitivity", orNull(of.sensitivity)}, {"specificity", orNull(of.specificity)}};
}

json ofIsh(const json& rows) {
  IshTable table;
  for (const json& row : rows) table.push_back({row[0].get<std::int64_t>(), row[1].get<std::int64_t>()});
  const auto result = ishAgreement(table, {});
  return {{"sent", orNull(result->sent_to_ish)},
          {"three_plus", toJson(result->three_plus)},
          {"reflex", toJson(result->reflex)},
          {"without_equivocal", toJson(result->without_equivocal)}};
}

json ofValues(const json& numbers) {
  const auto values = numbers.get<std::vector<double>>();
  const auto five = fiveNumbers(values);
  json answer = {{"five", nullptr}, {"limits", orNull(robustLimits(values))}};
  if (five) answer["five"] = {five->minimum, five->lower_quartile, five->median, five->upper_quartile, five->maximum};
  return answer;
}

json answerTo(const json& request) {
  if (request.contains("matrix")) return ofMatrix(request["matrix"]);
  if (request.contains("ratings")) return ofRatings(request["ratings"], request["classes"].get<std::size_t>());
  if (request.contains("pairs")) return ofPairs(request["pairs"]);
  if (request.contains("ish")) return ofIsh(request["ish"]);
  if (request.contains("values")) return ofValues(request["values"]);
  return orNull(
      proportionOf(request.at("proportion")[0].get<std::int64_t>(), request.at("proportion")[1].get<std::int64_t>()));
}

}  // namespace
}  // namespace herald

int main() {
  try {
    for (std::string line; std::getline(std::cin, line);)
      std::cout << herald::answerTo(nlohmann::json::parse(line)) << '\n';
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
  return 0;
}
