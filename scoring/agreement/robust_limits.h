// Order statistics of a measurement over slides: five-number summary, and limits for a control chart.
//
// Limits are median +- 3 x 1.4826 x median absolute deviation (Hampel FR, J Am Stat Assoc 1974;69:383): like Shewhart's
// three standard deviations where measurements are normal, but not moved by the very slides they are to find. Pure
// functions; thread-safe.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "scoring/agreement/proportions.h"

namespace herald {

struct FiveNumbers {
  double minimum = 0;
  double lower_quartile = 0;  // type 7 of Hyndman & Fan
  double median = 0;
  double upper_quartile = 0;
  double maximum = 0;
};

// Nothing without values.
[[nodiscard]] std::optional<FiveNumbers> fiveNumbers(std::vector<double> values);

// Fewer values than this give no limits; ours.
inline constexpr std::size_t kMinimumForLimits = 5;

// Nothing for fewer than kMinimumForLimits values, or where more than half of them are the same: deviation 0.
[[nodiscard]] std::optional<Interval> robustLimits(const std::vector<double>& values);

}  // namespace herald
