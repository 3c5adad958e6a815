// compare.html: the page of a comparison, with the plots that papers on agreement show. Pure; deterministic;
// thread-safe.
#pragma once

#include <string>

#include "pipeline/comparison/compare_json.h"

namespace herald {

[[nodiscard]] std::string compareHtml(const Comparison& comparison, const ComparisonSources& sources);

// Parts that changes.html shows as well. Names are plain text.
// The matrix with counts and, of each row, shares; blue agrees, orange differs.
[[nodiscard]] std::string matrixHtml(const ConfusionMatrix& matrix, const std::vector<std::string>& classes,
                                     const std::string& rows_are, const std::string& columns_are);
// Table of kappa, AC1 and AC2 with their intervals.
[[nodiscard]] std::string coefficientsHtml(const AgreementSummary& summary);
[[nodiscard]] std::string coefficientText(const std::optional<AgreementCoefficient>& of);  // "0.71 (0.65–0.77)"
[[nodiscard]] std::string percentText(const std::optional<Proportion>& of);  // "92.3 % (84.2–96.4), 72 of 78"
[[nodiscard]] std::vector<std::string> classNames(const ScoreClasses& classes);

}  // namespace herald
