#include "scoring/agreement/limit_of_blank.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace herald {
namespace {

constexpr double kShare = 0.95;

// That at most `most` of n draws lie below the 95th percentile.
double binomialUpTo(std::int64_t most, std::int64_t n) {
  double sum = 0;
  for (std::int64_t k = 0; k <= most; ++k) {
    const auto of_n = static_cast<double>(n);
    const auto of_k = static_cast<double>(k);
    sum += std::exp(std::lgamma(of_n + 1) - std::lgamma(of_k + 1) - std::lgamma(of_n - of_k + 1) +
                    of_k * std::log(kShare) + (of_n - of_k) * std::log(1 - kShare));
  }
  return std::min(1.0, sum);
}

}  // namespace

std::optional<LimitOfBlank> limitOfBlank(std::span<const double> values) {
  const auto n = static_cast<std::int64_t>(values.size());
  if (n < kFewestBlankSlides) return std::nullopt;
  std::vector<double> sorted(values.begin(), values.end());
  std::sort(sorted.begin(), sorted.end());
  const double rank = 0.5 + kShare * static_cast<double>(n);  // from 1
  const auto whole = std::min(n, static_cast<std::int64_t>(rank));
  const double below = sorted[static_cast<std::size_t>(whole - 1)];
  const double above = sorted[static_cast<std::size_t>(std::min(n, whole + 1) - 1)];
  return LimitOfBlank{below + (rank - std::floor(rank)) * (above - below), binomialUpTo(whole - 1, n)};
}

}  // namespace herald
