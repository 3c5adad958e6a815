// Scores against in-situ hybridisation (ISH, FISH): what the score alone gets right, and what the reflex test corrects.
//
// Three readings of the same table, positive = amplified:
//   3+ alone            3+ is positive, all else negative;
//   reflex              3+ is positive, 0 and 1+ negative, 2+ is sent to ISH and gets its answer (Wolff, J Clin Oncol
//                       2018;36:2105): its errors are 0 and 1+ that are amplified and 3+ that are not;
//   without equivocal   2+ left out, as concordance is validated in laboratories (Wolff, J Clin Oncol 2007;25:118).
// Intervals as in proportions.h. Pure functions; thread-safe.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "scoring/agreement/proportions.h"
#include "scoring/agreement/score_classes.h"

namespace herald {

enum class IshResult : std::uint8_t { kNegative, kPositive };

// [class]{ISH negative, ISH positive} slides.
using IshTable = std::vector<std::array<std::int64_t, 2>>;

struct IshReading {
  std::optional<Proportion> sensitivity;  // nothing without ISH-positive slides
  std::optional<Proportion> specificity;  // nothing without ISH-negative slides
};

struct IshAgreement {
  std::optional<Proportion> sent_to_ish;  // 2+, of all slides with ISH; nothing for an empty table
  IshReading three_plus;
  IshReading reflex;
  IshReading without_equivocal;
};

// Nothing where 2+ or 3+ is merged with another score. Throws std::invalid_argument unless the table has a row for
// each class.
[[nodiscard]] std::optional<IshAgreement> ishAgreement(const IshTable& table, const ScoreClasses& classes);

}  // namespace herald
