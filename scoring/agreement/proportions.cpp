#include "scoring/agreement/proportions.h"

#include <boost/math/special_functions/beta.hpp>
#include <stdexcept>

#include "scoring/intervals.h"

namespace herald {
namespace {

Interval clopperPearson(std::int64_t count, std::int64_t total) {
  constexpr double kTail = 0.025;
  const auto hits = static_cast<double>(count);
  const auto misses = static_cast<double>(total - count);
  return {count == 0 ? 0 : boost::math::ibeta_inv(hits, misses + 1, kTail),
          count == total ? 1 : boost::math::ibetac_inv(hits + 1, misses, kTail)};
}

}  // namespace

std::optional<Proportion> proportionOf(std::int64_t count, std::int64_t total) {
  const Estimate percent = wilsonPercent(count, total);  // judges the arguments
  if (total == 0) return std::nullopt;
  return Proportion{count,
                    total,
                    static_cast<double>(count) / static_cast<double>(total),
                    {percent.low / 100, percent.high / 100},
                    clopperPearson(count, total)};
}

CutAgreement agreementAtCut(const ConfusionMatrix& matrix, std::size_t first_positive) {
  if (first_positive == 0 || first_positive >= matrix.classes())
    throw std::invalid_argument("a cut must leave a class on either side");
  std::int64_t both_positive = 0;
  std::int64_t both_negative = 0;
  std::int64_t positives = 0;
  for (std::size_t reference = 0; reference < matrix.classes(); ++reference)
    for (std::size_t judged = 0; judged < matrix.classes(); ++judged) {
      const std::int64_t count = matrix.count(reference, judged);
      const bool reference_positive = reference >= first_positive;
      const bool judged_positive = judged >= first_positive;
      positives += reference_positive ? count : 0;
      both_positive += reference_positive && judged_positive ? count : 0;
      both_negative += !reference_positive && !judged_positive ? count : 0;
    }
  return {proportionOf(both_positive, positives), proportionOf(both_negative, matrix.total() - positives),
          proportionOf(both_positive + both_negative, matrix.total())};
}

}  // namespace herald
