// How well scores agree with the reference, for many samples of the same slides at once.
//
// Every objective has the form 1 - observed / expected, where `observed` is a sum over slides of the disagreement
// between score and reference: Cohen's kappa (Educ Psychol Meas 1960;20:37), weighted (Psychol Bull 1968;70:213),
// Gwet's AC2 (Br J Math Stat Psychol 2008;61:29) and plain agreement (expected = number of slides). So a hundred
// thousand combinations of cuts need additions only.
//
// Two combinations are compared on the same slides: the standard error of a difference is that of the sum of paired
// differences over cases, which is leaving out one case after the other in closed form (infinitesimal jackknife: Efron,
// The Jackknife, the Bootstrap and Other Resampling Plans, 1982), expected disagreement held fixed.
// Pure; an AgreementOfSamples is for one thread.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "scoring/tuning/tuning_samples.h"

namespace herald {

enum class TuningObjective { kLinearKappa, kQuadraticKappa, kKappa, kAc2, kAgreement };
inline constexpr std::array<std::string_view, 5> kTuningObjectiveNames = {"linear", "quadratic", "unweighted", "ac2",
                                                                          "agreement"};

// 0 = agree; larger is worse. 0-9.
[[nodiscard]] int disagreement(TuningObjective objective, Her2Score a, Her2Score b);

// In a sample.
struct SampleAgreement {
  double value = 0;            // 1 = all agree, 0 = as by chance; 0 also where chance alone agrees completely
  double expected = 0;         // expected disagreement, times slides
  double ish_sensitivity = 1;  // ISH-positive slides called 2+ or 3+; 1 without such slides
};

class AgreementOfSamples {
 public:
  // `slides` and `samples` must outlive it.
  AgreementOfSamples(const std::vector<TuningSlide>& slides, const TuningSamples& samples, TuningObjective objective);

  // Of `scores`, one a slide; one agreement a sample, valid until the next call. The same scores as in the last call
  // cost nothing: neighbouring combinations often give them.
  std::span<const SampleAgreement> evaluate(std::span<const std::uint8_t> scores);

  // Of each sample the standard error of value(scores) - value(best of the sample). `best_disagreement` is that of the
  // sample's best score with the reference, [slide * samples.count + sample]; `expected` the best's.
  void standardErrors(std::span<const std::uint8_t> scores, std::span<const std::int32_t> best_disagreement,
                      std::span<const double> expected, std::span<double> errors);

 private:
  [[nodiscard]] double expectedOf(std::size_t sample) const;

  const std::vector<TuningSlide>& slides_;
  const TuningSamples& samples_;
  TuningObjective objective_;
  std::size_t count_;
  std::vector<std::int32_t> slides_of_sample_;
  std::vector<std::int32_t> ish_positive_;               // by sample
  std::array<std::vector<std::int32_t>, 4> references_;  // slides by reference and sample
  std::vector<std::uint8_t> scores_;                     // of the last call
  std::vector<SampleAgreement> agreements_;
  // Sums by sample, of the scores looked at.
  std::array<std::vector<std::int32_t>, 4> scored_;
  std::vector<std::int32_t> observed_;
  std::vector<std::int32_t> caught_;
  std::vector<std::int32_t> difference_;
  std::vector<std::int32_t> squares_;
  std::vector<std::int32_t> case_difference_;
};

}  // namespace herald
