// Limit of blank: the most that slides without the thing to be measured show of it, 95 times in 100.
//
// CLSI EP17-A2 (2012): the nonparametric estimate from N blank measurements is their 95th percentile at rank
// 0.5 + 0.95 N of the sorted values, between neighbours by proportion. It recommends 60 measurements or more; how sure
// the estimate is with fewer is told: the probability that the value at the whole rank below lies at or above the true
// 95th percentile, from the binomial distribution of how many of N lie under it (David & Nagaraja, Order Statistics,
// 2003, section 7.1). Pure function; the order of values does not matter; thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

namespace herald {

// Below it the rank lies beyond the last value.
inline constexpr std::int64_t kFewestBlankSlides = 10;
inline constexpr std::int64_t kRecommendedBlankSlides = 60;

struct LimitOfBlank {
  double value = 0;
  double confidence = 0;  // 0-1: that at least 95 % of blanks lie at or below the value
};

// Nothing for fewer than kFewestBlankSlides values.
[[nodiscard]] std::optional<LimitOfBlank> limitOfBlank(std::span<const double> values);

}  // namespace herald
