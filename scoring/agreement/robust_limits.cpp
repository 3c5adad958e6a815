#include "scoring/agreement/robust_limits.h"

#include <algorithm>
#include <cmath>

#include "scoring/quantiles.h"

namespace herald {

std::optional<FiveNumbers> fiveNumbers(std::vector<double> values) {
  if (values.empty()) return std::nullopt;
  std::sort(values.begin(), values.end());
  return FiveNumbers{values.front(), quantileOfSorted(values, 0.25), quantileOfSorted(values, 0.5),
                     quantileOfSorted(values, 0.75), values.back()};
}

std::optional<Interval> robustLimits(const std::vector<double>& values) {
  constexpr double kNormalPerMad = 1.4826;
  if (values.size() < kMinimumForLimits) return std::nullopt;
  const double median = fiveNumbers(values)->median;
  std::vector<double> deviations;
  deviations.reserve(values.size());
  for (const double value : values) deviations.push_back(std::abs(value - median));
  const double deviation = fiveNumbers(std::move(deviations))->median;
  if (deviation == 0) return std::nullopt;
  const double reach = 3 * kNormalPerMad * deviation;
  return Interval{median - reach, median + reach};
}

}  // namespace herald
