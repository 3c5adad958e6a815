// Agreement of two measurements of the same slides in their own unit: bias and limits of agreement.
//
// Bland JM & Altman DG, Lancet 1986;i:307: mean and standard deviation of the differences; limits of agreement = bias
// +- 1.96 SD, between which 95 % of differences are expected; 95 % intervals of bias (SE = SD / sqrt(n)) and of the
// limits (SE = SD sqrt(3 / n)) from Student's t with n - 1 degrees of freedom. Pure functions; thread-safe.
#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "scoring/agreement/proportions.h"

namespace herald {

// Both in the same unit.
struct MeasurementPair {
  double reference = 0;
  double measured = 0;
};

// Spread of the differences, for two pairs or more.
struct LimitsOfAgreement {
  double sd = 0;
  double low = 0;
  double high = 0;
  Interval bias_interval;
  Interval low_interval;
  Interval high_interval;
};

struct BlandAltman {
  std::size_t n = 0;
  double bias = 0;  // mean of measured - reference
  std::optional<LimitsOfAgreement> limits;
};

// Nothing without pairs.
[[nodiscard]] std::optional<BlandAltman> blandAltman(std::span<const MeasurementPair> pairs);

}  // namespace herald
