// Agreement of two raters beyond chance: Cohen's kappa and Gwet's AC1 and AC2.
//
// Kappa: Cohen J, Educ Psychol Meas 1960;20:37; weighted: Psychol Bull 1968;70:213. Its variance: Fleiss JL, Cohen J &
// Everitt BS, Psychol Bull 1969;72:323, eq. 14. AC1 and its variance: Gwet KL, Br J Math Stat Psychol 2008;61:29; AC2
// is AC1 with weights: Gwet, Handbook of Inter-Rater Reliability, 4th ed. 2014, ch. 6. Kappa falls when one class is
// rare although the raters agree (Feinstein & Cicchetti, J Clin Epidemiol 1990;43:543); AC does not: read both.
//
// Agreement of classes i and j of k counts 1 or 0 (identity), 1 - |i-j| / (k-1) (linear), 1 - (i-j)^2 / (k-1)^2
// (quadratic). All classes of the scale are classes, even those nobody used: this matters to AC, not to kappa.
// Intervals: 95 %, value +- 1.96 standard errors, cut at -1 and 1. They hold for large samples: below about 30 slides
// they are narrower than they should be. Pure functions; thread-safe.
#pragma once

#include <cstddef>
#include <optional>

#include "scoring/agreement/confusion_matrix.h"
#include "scoring/agreement/proportions.h"

namespace herald {

enum class AgreementWeights { kIdentity, kLinear, kQuadratic };

// 0-1, of classes below `classes` (>= 2).
[[nodiscard]] double agreementWeight(AgreementWeights weights, std::size_t classes, std::size_t a, std::size_t b);

struct AgreementCoefficient {
  double value = 0;  // 1 = all agree, 0 = as by chance
  // Nothing where the formula's variance is 0, as at perfect agreement: a width of 0 would claim certainty.
  std::optional<Interval> interval;
};

// Nothing for an empty matrix, and where both raters use one and the same class only: 0 / 0.
[[nodiscard]] std::optional<AgreementCoefficient> cohenKappa(const ConfusionMatrix& matrix, AgreementWeights weights);

// AC1 with identity weights, else AC2. Nothing for an empty matrix.
[[nodiscard]] std::optional<AgreementCoefficient> gwetAc(const ConfusionMatrix& matrix, AgreementWeights weights);

}  // namespace herald
