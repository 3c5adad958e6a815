#include "scoring/agreement/agreement.h"

#include <algorithm>
#include <cmath>

#include "scoring/quantiles.h"

namespace herald {
namespace {

// Mean and mean square over the slides, of a number that depends on their two classes.
struct Moments {
  double mean = 0;
  double mean_square = 0;
};

template <class Term>
Moments momentsOf(const ConfusionMatrix& matrix, Term&& term) {
  Moments moments;
  for (std::size_t i = 0; i < matrix.classes(); ++i)
    for (std::size_t j = 0; j < matrix.classes(); ++j) {
      if (matrix.count(i, j) == 0) continue;
      const double share = static_cast<double>(matrix.count(i, j)) / static_cast<double>(matrix.total());
      const double value = term(i, j);
      moments.mean += share * value;
      moments.mean_square += share * value * value;
    }
  return moments;
}

// `scaled_variance` = mean_square - offset^2, before it is divided by the slides and `chance_room`^2.
AgreementCoefficient withInterval(double value, double mean_square, double offset, double divisor) {
  constexpr double kRounding = 1e-12;  // of the difference of two nearly equal numbers
  const double scaled_variance = mean_square - offset * offset;
  if (scaled_variance <= kRounding * mean_square) return {value, std::nullopt};
  const double half_width = kNormalQuantile975 * std::sqrt(scaled_variance / divisor);
  return {value, Interval{std::max(-1.0, value - half_width), std::min(1.0, value + half_width)}};
}

bool oneClassOnly(const ConfusionMatrix& matrix) {
  for (std::size_t i = 0; i < matrix.classes(); ++i)
    if (matrix.count(i, i) == matrix.total()) return true;
  return false;
}

}  // namespace

double agreementWeight(AgreementWeights weights, std::size_t classes, std::size_t a, std::size_t b) {
  if (weights == AgreementWeights::kIdentity) return a == b ? 1 : 0;
  const double distance = static_cast<double>(a > b ? a - b : b - a) / static_cast<double>(classes - 1);
  return 1 - (weights == AgreementWeights::kLinear ? distance : distance * distance);
}

std::optional<AgreementCoefficient> cohenKappa(const ConfusionMatrix& matrix, AgreementWeights weights) {
  if (matrix.total() == 0 || oneClassOnly(matrix)) return std::nullopt;
  const std::size_t k = matrix.classes();
  const auto weight = [&](std::size_t i, std::size_t j) { return agreementWeight(weights, k, i, j); };
  const auto rows = matrix.referenceShares();
  const auto columns = matrix.judgedShares();
  std::vector<double> row_weight(k, 0);     // mean weight of reference class i against the columns
  std::vector<double> column_weight(k, 0);  // of judged class j against the rows
  double chance = 0;
  for (std::size_t i = 0; i < k; ++i)
    for (std::size_t j = 0; j < k; ++j) {
      row_weight[i] += columns[j] * weight(i, j);
      column_weight[j] += rows[i] * weight(i, j);
      chance += rows[i] * columns[j] * weight(i, j);
    }
  const double observed = momentsOf(matrix, weight).mean;
  const double room = 1 - chance;
  const Moments moments = momentsOf(matrix, [&](std::size_t i, std::size_t j) {
    return weight(i, j) * room - (row_weight[i] + column_weight[j]) * (1 - observed);
  });
  return withInterval((observed - chance) / room, moments.mean_square, observed * chance - 2 * chance + observed,
                      static_cast<double>(matrix.total()) * std::pow(room, 4));
}

std::optional<AgreementCoefficient> gwetAc(const ConfusionMatrix& matrix, AgreementWeights weights) {
  if (matrix.total() == 0) return std::nullopt;
  const std::size_t k = matrix.classes();
  const auto weight = [&](std::size_t i, std::size_t j) { return agreementWeight(weights, k, i, j); };
  const auto rows = matrix.referenceShares();
  const auto columns = matrix.judgedShares();
  double weight_sum = 0;
  double spread = 0;  // how evenly the classes are used, of both raters together
  std::vector<double> share(k, 0);
  for (std::size_t i = 0; i < k; ++i) {
    share[i] = (rows[i] + columns[i]) / 2;
    spread += share[i] * (1 - share[i]);
    for (std::size_t j = 0; j < k; ++j) weight_sum += weight(i, j);
  }
  const double scale = weight_sum / static_cast<double>(k * (k - 1));
  const double chance = scale * spread;
  const double room = 1 - chance;
  const double observed = momentsOf(matrix, weight).mean;
  const double value = (observed - chance) / room;
  const Moments moments = momentsOf(matrix, [&](std::size_t i, std::size_t j) {
    return weight(i, j) - 2 * (1 - value) * scale * (1 - (share[i] + share[j]) / 2);
  });
  return withInterval(value, moments.mean_square, observed - 2 * (1 - value) * chance,
                      static_cast<double>(matrix.total()) * room * room);
}

}  // namespace herald
