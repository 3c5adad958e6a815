// Statistics of agreement as JSON: what compare.json and changes.json have in common. Numbers have six decimals; what
// is undefined is null. Pure; thread-safe.
#pragma once

#include "pipeline/files/json_text.h"
#include "scoring/agreement/agreement_summary.h"
#include "scoring/agreement/bland_altman.h"

namespace herald {

inline constexpr int kStatisticDecimals = 6;

[[nodiscard]] OrderedJson intervalJson(const Interval& of);  // [low, high]

// {count, total, value, wilson[2], clopper_pearson[2]}
[[nodiscard]] OrderedJson proportionJson(const std::optional<Proportion>& of);

// {value, low, high}
[[nodiscard]] OrderedJson coefficientJson(const std::optional<AgreementCoefficient>& of);

// {n, bias, bias_interval[2], sd, limits[2], low_interval[2], high_interval[2]}
[[nodiscard]] OrderedJson blandAltmanJson(const std::optional<BlandAltman>& of);

// Adds n, matrix, agreement, kappa, ac1, ac2, cuts, two_step_errors to an object.
void addAgreement(OrderedJson& json, const AgreementSummary& of);
// The same as an object of its own.
[[nodiscard]] OrderedJson agreementJson(const AgreementSummary& of);

}  // namespace herald
