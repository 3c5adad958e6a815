#include "scoring/agreement/bland_altman.h"

#include <boost/math/distributions/students_t.hpp>
#include <cmath>

#include "scoring/quantiles.h"

namespace herald {

std::optional<BlandAltman> blandAltman(std::span<const MeasurementPair> pairs) {
  if (pairs.empty()) return std::nullopt;
  const auto n = static_cast<double>(pairs.size());
  BlandAltman result{pairs.size(), 0, std::nullopt};
  for (const MeasurementPair& pair : pairs) result.bias += (pair.measured - pair.reference) / n;
  if (pairs.size() < 2) return result;
  double squares = 0;
  for (const MeasurementPair& pair : pairs) squares += std::pow(pair.measured - pair.reference - result.bias, 2);
  const double sd = std::sqrt(squares / (n - 1));
  const double t = boost::math::quantile(boost::math::students_t(n - 1), 0.975);
  const double low = result.bias - kNormalQuantile975 * sd;
  const double high = result.bias + kNormalQuantile975 * sd;
  const auto around = [&](double value, double standard_error) {
    return Interval{value - t * standard_error, value + t * standard_error};
  };
  const double error_of_limit = sd * std::sqrt(3 / n);
  result.limits = LimitsOfAgreement{
      sd, low, high, around(result.bias, sd / std::sqrt(n)), around(low, error_of_limit), around(high, error_of_limit)};
  return result;
}

}  // namespace herald
