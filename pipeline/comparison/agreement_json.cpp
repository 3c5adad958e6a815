#include "pipeline/comparison/agreement_json.h"

namespace herald {
namespace {

OrderedJson number(double value) {
  return rounded(value, kStatisticDecimals);
}

OrderedJson matrixJson(const ConfusionMatrix& matrix) {
  OrderedJson rows = OrderedJson::array();
  for (std::size_t i = 0; i < matrix.classes(); ++i) {
    OrderedJson row = OrderedJson::array();
    for (std::size_t j = 0; j < matrix.classes(); ++j) row.push_back(matrix.count(i, j));
    rows.push_back(std::move(row));
  }
  return rows;
}

OrderedJson overallJson(const std::optional<Proportion>& of) {
  if (!of) return nullptr;
  return {{"value", number(of->value)},
          {"low", number(of->wilson.low)},
          {"high", number(of->wilson.high)},
          {"clopper_pearson", intervalJson(of->clopper_pearson)}};
}

OrderedJson cutsJson(const std::vector<NamedCutAgreement>& cuts) {
  OrderedJson json = OrderedJson::object();
  for (const NamedCutAgreement& cut : cuts)
    json[cut.cut] = {{"ppa", proportionJson(cut.agreement.positive)},
                     {"npa", proportionJson(cut.agreement.negative)},
                     {"opa", proportionJson(cut.agreement.overall)}};
  return json;
}

}  // namespace

OrderedJson intervalJson(const Interval& of) {
  return {number(of.low), number(of.high)};
}

OrderedJson proportionJson(const std::optional<Proportion>& of) {
  if (!of) return nullptr;
  return {{"count", of->count},
          {"total", of->total},
          {"value", number(of->value)},
          {"wilson", intervalJson(of->wilson)},
          {"clopper_pearson", intervalJson(of->clopper_pearson)}};
}

OrderedJson coefficientJson(const std::optional<AgreementCoefficient>& of) {
  if (!of) return nullptr;
  return {{"value", number(of->value)},
          {"low", of->interval ? number(of->interval->low) : OrderedJson(nullptr)},
          {"high", of->interval ? number(of->interval->high) : OrderedJson(nullptr)}};
}

OrderedJson blandAltmanJson(const std::optional<BlandAltman>& of) {
  if (!of) return nullptr;
  OrderedJson json = {{"n", of->n}, {"bias", number(of->bias)}};
  for (const char* key : {"bias_interval", "sd", "limits", "low_interval", "high_interval"}) json[key] = nullptr;
  if (const auto& limits = of->limits) {
    json["bias_interval"] = intervalJson(limits->bias_interval);
    json["sd"] = number(limits->sd);
    json["limits"] = intervalJson({limits->low, limits->high});
    json["low_interval"] = intervalJson(limits->low_interval);
    json["high_interval"] = intervalJson(limits->high_interval);
  }
  return json;
}

void addAgreement(OrderedJson& json, const AgreementSummary& of) {
  json["n"] = of.matrix.total();
  json["matrix"] = matrixJson(of.matrix);
  json["agreement"] = overallJson(of.agreement);
  json["kappa"] = {{"unweighted", coefficientJson(of.kappa[0])},
                   {"linear", coefficientJson(of.kappa[1])},
                   {"quadratic", coefficientJson(of.kappa[2])}};
  json["ac1"] = coefficientJson(of.ac[0]);
  json["ac2"] = {{"linear", coefficientJson(of.ac[1])}, {"quadratic", coefficientJson(of.ac[2])}};
  json["cuts"] = cutsJson(of.cuts);
  json["two_step_errors"] = of.matrix.twoStepErrors();
}

OrderedJson agreementJson(const AgreementSummary& of) {
  OrderedJson json = OrderedJson::object();
  addAgreement(json, of);
  return json;
}

}  // namespace herald
