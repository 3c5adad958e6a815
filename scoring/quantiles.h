// Quantiles: of the normal distribution, and of sorted numbers, these linear between order statistics: type 7 of
// Hyndman & Fan, Am Stat 1996;50:361, the default of R and NumPy.
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>

namespace herald {

// 97.5th percentile of the standard normal distribution: two-sided 95 %.
inline constexpr double kNormalQuantile975 = 1.959963984540054;

// `sorted` ascending and not empty; share 0-1.
[[nodiscard]] inline double quantileOfSorted(std::span<const double> sorted, double share) {
  const double position = share * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(position);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (position - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

}  // namespace herald
