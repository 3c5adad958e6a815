// Parts of the pages of a comparison: compare.html and changes.html show them both. Names are plain text. Pure;
// deterministic; thread-safe.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/files/json_text.h"
#include "scoring/agreement/agreement_summary.h"
#include "scoring/agreement/score_classes.h"

namespace herald {

// The matrix with counts and, of each row, shares; blue agrees, orange differs.
[[nodiscard]] std::string matrixHtml(const ConfusionMatrix& matrix, const std::vector<std::string>& classes,
                                     std::string_view rows_are, std::string_view columns_are);

// Table of kappa, AC1 and AC2 with their intervals, and the share of equal scores.
[[nodiscard]] std::string coefficientsHtml(const AgreementSummary& summary);

// Slides by their names, a line each that is not empty; the first 50 of many.
struct SlideList {
  std::string_view what;
  const std::vector<std::string>& slides;
};
[[nodiscard]] std::string slideListsHtml(const std::vector<SlideList>& lists);

[[nodiscard]] std::string coefficientText(const std::optional<AgreementCoefficient>& of);  // "0.71 (0.65–0.77)"
[[nodiscard]] std::string percentText(const std::optional<Proportion>& of);  // "92.3 % (84.2–96.4), 72 of 78"
[[nodiscard]] std::vector<std::string> classNames(const ScoreClasses& classes);

}  // namespace herald
