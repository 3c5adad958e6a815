#include "scoring/tuning/tuning_objective.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace herald {
namespace {

constexpr int kScores = 4;
constexpr int kWorstSteps = kScores - 1;

// Adds times x weights, sample by sample.
void addRow(std::vector<std::int32_t>& sums, const std::int32_t* weights, std::int32_t times) {
  for (std::size_t i = 0; i < sums.size(); ++i) sums[i] += times * weights[i];
}

}  // namespace

int disagreement(TuningObjective objective, Her2Score a, Her2Score b) {
  const int steps = std::abs(static_cast<int>(a) - static_cast<int>(b));
  switch (objective) {
    case TuningObjective::kLinearKappa:
    case TuningObjective::kAc2:
      return steps;
    case TuningObjective::kQuadraticKappa:
      return steps * steps;
    case TuningObjective::kKappa:
    case TuningObjective::kAgreement:
      break;
  }
  return steps == 0 ? 0 : 1;
}

AgreementOfSamples::AgreementOfSamples(const std::vector<TuningSlide>& slides, const TuningSamples& samples,
                                       TuningObjective objective)
    : slides_(slides), samples_(samples), objective_(objective), count_(samples.count), agreements_(samples.count) {
  for (auto* sums :
       {&slides_of_sample_, &ish_positive_, &observed_, &caught_, &difference_, &squares_, &case_difference_})
    sums->assign(count_, 0);
  for (std::size_t score = 0; score < kScores; ++score) {
    references_[score].assign(count_, 0);
    scored_[score].assign(count_, 0);
  }
  for (std::size_t i = 0; i < slides.size(); ++i) {
    const std::int32_t* weights = samples.weights.data() + i * count_;
    addRow(slides_of_sample_, weights, 1);
    addRow(references_[static_cast<std::size_t>(slides[i].reference)], weights, 1);
    if (slides[i].ish_positive == true) addRow(ish_positive_, weights, 1);
  }
}

double AgreementOfSamples::expectedOf(std::size_t sample) const {
  const double slides = slides_of_sample_[sample];
  if (objective_ == TuningObjective::kAgreement || slides == 0) return slides;
  double expected = 0;
  if (objective_ == TuningObjective::kAc2) {
    double spread = 0;
    for (std::size_t score = 0; score < kScores; ++score) {
      const double share = (references_[score][sample] + scored_[score][sample]) / (2 * slides);
      spread += share * (1 - share);
    }
    // All weights 1 - steps / 3 summed up: 4 + 2 x (3 x 2/3 + 2 x 1/3).
    constexpr double kWeights = kScores + 2 * (3 * (2.0 / 3) + 2 * (1.0 / 3));
    return slides * kWorstSteps * (1 - kWeights / (kScores * (kScores - 1)) * spread);
  }
  for (std::size_t a = 0; a < kScores; ++a)
    for (std::size_t b = 0; b < kScores; ++b)
      expected += disagreement(objective_, static_cast<Her2Score>(a), static_cast<Her2Score>(b)) *
                  static_cast<double>(references_[a][sample]) * scored_[b][sample];
  return expected / slides;
}

std::span<const SampleAgreement> AgreementOfSamples::evaluate(std::span<const std::uint8_t> scores) {
  if (std::equal(scores.begin(), scores.end(), scores_.begin(), scores_.end())) return agreements_;
  scores_.assign(scores.begin(), scores.end());
  for (auto& sums : scored_) std::fill(sums.begin(), sums.end(), 0);
  std::fill(observed_.begin(), observed_.end(), 0);
  std::fill(caught_.begin(), caught_.end(), 0);
  for (std::size_t i = 0; i < slides_.size(); ++i) {
    const std::int32_t* weights = samples_.weights.data() + i * count_;
    const auto score = static_cast<Her2Score>(scores[i]);
    addRow(scored_[scores[i]], weights, 1);
    if (score != slides_[i].reference)
      addRow(observed_, weights, disagreement(objective_, score, slides_[i].reference));
    if (slides_[i].ish_positive == true && score >= Her2Score::k2Plus) addRow(caught_, weights, 1);
  }
  for (std::size_t sample = 0; sample < count_; ++sample) {
    SampleAgreement& agreement = agreements_[sample];
    agreement.expected = expectedOf(sample);
    agreement.value = agreement.expected > 0 ? 1 - observed_[sample] / agreement.expected : 0;
    agreement.ish_sensitivity =
        ish_positive_[sample] > 0 ? static_cast<double>(caught_[sample]) / ish_positive_[sample] : 1;
  }
  return agreements_;
}

void AgreementOfSamples::standardErrors(std::span<const std::uint8_t> scores,
                                        std::span<const std::int32_t> best_disagreement,
                                        std::span<const double> expected, std::span<double> errors) {
  std::fill(difference_.begin(), difference_.end(), 0);
  std::fill(squares_.begin(), squares_.end(), 0);
  for (std::size_t i = 0; i < slides_.size();) {
    const std::int32_t* weights = samples_.weights.data() + i * count_;  // the same for all slides of a case
    std::fill(case_difference_.begin(), case_difference_.end(), 0);
    const std::size_t of_case = slides_[i].case_index;
    for (; i < slides_.size() && slides_[i].case_index == of_case; ++i) {
      const int own = disagreement(objective_, static_cast<Her2Score>(scores[i]), slides_[i].reference);
      const std::int32_t* best = best_disagreement.data() + i * count_;
      for (std::size_t sample = 0; sample < count_; ++sample) case_difference_[sample] += own - best[sample];
    }
    for (std::size_t sample = 0; sample < count_; ++sample) {
      const std::int32_t weighted = weights[sample] * case_difference_[sample];
      difference_[sample] += weighted;
      squares_[sample] += weighted * case_difference_[sample];
    }
  }
  for (std::size_t sample = 0; sample < count_; ++sample) {
    const double sum = difference_[sample];
    const double slides = std::max(1, slides_of_sample_[sample]);
    const double variance = squares_[sample] - sum * sum / slides;
    errors[sample] = expected[sample] > 0 ? std::sqrt(std::max(0.0, variance)) / expected[sample] : 0;
  }
}

}  // namespace herald
