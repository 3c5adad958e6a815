// Shares of slides with exact and with score intervals, and what is made of them where a scale is cut in two.
//
// Wilson EB, J Am Stat Assoc 1927;22:209: score interval, near its nominal coverage on average. Clopper CJ & Pearson
// ES, Biometrika 1934;26:404: exact interval from quantiles of the beta distribution, never below its nominal coverage
// and therefore wider. Positive, negative and overall percent agreement: FDA, Statistical Guidance on Reporting Results
// from Studies Evaluating Diagnostic Tests, 2007. All intervals 95 %, two-sided. Pure functions; thread-safe.
#pragma once

#include <cstdint>
#include <optional>

#include "scoring/agreement/confusion_matrix.h"

namespace herald {

struct Interval {
  double low = 0;
  double high = 0;
  friend bool operator==(const Interval&, const Interval&) = default;
};

struct Proportion {
  std::int64_t count = 0;
  std::int64_t total = 0;
  double value = 0;  // count / total, 0-1
  Interval wilson;
  Interval clopper_pearson;
};

// Nothing for a total of 0: the share of none is unknown. Throws std::invalid_argument unless 0 <= count <= total.
[[nodiscard]] std::optional<Proportion> proportionOf(std::int64_t count, std::int64_t total);

// Agreement after the scale is cut: classes from `first_positive` on are positive.
struct CutAgreement {
  std::optional<Proportion> positive;  // of the reference's positives, those called positive; nothing without any
  std::optional<Proportion> negative;  // of the reference's negatives, those called negative; nothing without any
  std::optional<Proportion> overall;   // nothing for an empty matrix
};
// Throws std::invalid_argument unless 0 < first_positive < classes.
[[nodiscard]] CutAgreement agreementAtCut(const ConfusionMatrix& matrix, std::size_t first_positive);

}  // namespace herald
