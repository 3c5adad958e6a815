#include "scoring/tuning/tuning_outcome.h"

#include <algorithm>
#include <cmath>

#include "scoring/quantiles.h"

namespace herald {
namespace {

// 0 of fewer than two.
double varianceOf(const std::vector<double>& values) {
  if (values.size() < 2) return 0;
  double mean = 0;
  for (const double value : values) mean += value / static_cast<double>(values.size());
  double squares = 0;
  for (const double value : values) squares += (value - mean) * (value - mean);
  return squares / static_cast<double>(values.size() - 1);
}

// Of each slide the score by the cuts that were chosen without its case.
std::vector<std::uint8_t> unseenScores(const SearchInput& input, const ScoresOfChoices& chosen, int repeat) {
  std::vector<std::uint8_t> scores;
  for (std::size_t slide = 0; slide < input.slides.size(); ++slide) {
    const int fold = input.samples.fold_of_case[static_cast<std::size_t>(repeat)][input.slides[slide].case_index];
    scores.push_back(chosen[input.samples.training(repeat, fold)][slide]);
  }
  return scores;
}

// Mean over the repeats, by sample.
std::vector<double> crossValidated(const SearchInput& input, const ScoresOfChoices& chosen, TuningWorth& worth,
                                   AgreementOfSamples& agreement) {
  std::vector<double> means(input.samples.count, 0);
  for (int repeat = 0; repeat < input.samples.repeats; ++repeat) {
    const auto values = agreement.evaluate(unseenScores(input, chosen, repeat));
    for (std::size_t sample = 0; sample < means.size(); ++sample)
      means[sample] += values[sample].value / input.samples.repeats;
    const double all = values.front().value;
    worth.lowest_repeat = repeat == 0 ? all : std::min(worth.lowest_repeat, all);
    worth.highest_repeat = repeat == 0 ? all : std::max(worth.highest_repeat, all);
  }
  return means;
}

// By value of a cut, the share of the plateaus that is there.
std::vector<double> sharesByValue(const SearchInput& input, std::size_t cut, const std::vector<Plateau>& plateaus) {
  const bool resampled = input.samples.bootstrap_samples > 0;
  const std::size_t first = resampled ? input.samples.bootstrap(0) : 0;
  const std::size_t end = resampled ? input.samples.count : 1;
  std::vector<double> shares(input.grid.values[cut].size(), 0);
  for (std::size_t sample = first; sample < end; ++sample)
    for (std::size_t place = 0; place < shares.size(); ++place)
      shares[place] += static_cast<double>(plateaus[sample].by_value[cut][place]) /
                       static_cast<double>(std::max<std::int64_t>(1, plateaus[sample].combinations)) /
                       static_cast<double>(end - first);
  return shares;
}

// The outermost places with more than `tail` of all on either side, themselves included.
std::array<std::size_t, 2> middle(const std::vector<double>& shares, double tail) {
  std::size_t first = 0;
  for (double below = shares[0]; below <= tail && first + 1 < shares.size(); below += shares[first]) ++first;
  std::size_t last = shares.size() - 1;
  for (double above = shares[last]; above <= tail && last > 0; above += shares[last]) --last;
  return {first, last};
}

}  // namespace

TuningWorth worthOf(const SearchInput& input, const ScoresOfChoices& chosen,
                    std::span<const std::uint8_t> start_scores) {
  AgreementOfSamples agreement(input.slides, input.samples, input.options.objective);
  TuningWorth worth;
  worth.start = agreement.evaluate(start_scores).front().value;
  const SampleAgreement apparent = agreement.evaluate(chosen.front()).front();
  worth.apparent = apparent.value;
  worth.ish_sensitivity = apparent.ish_sensitivity;
  const std::vector<double> means = crossValidated(input, chosen, worth, agreement);
  std::vector<double> resampled;
  std::vector<double> of_other_choices;
  for (int sample = 0; sample < input.samples.bootstrap_samples; ++sample) {
    const std::size_t index = input.samples.bootstrap(sample);
    resampled.push_back(means[index]);
    const auto values = agreement.evaluate(chosen[index]);
    of_other_choices.push_back(values.front().value);
    worth.optimism += (values[index].value - values.front().value) / input.samples.bootstrap_samples;
  }
  const double error = std::sqrt(varianceOf(resampled) + varianceOf(of_other_choices));
  worth.cross_validated = {means.front(), means.front() - kNormalQuantile975 * error,
                           std::min(1.0, means.front() + kNormalQuantile975 * error)};
  return worth;
}

std::array<Estimate, kCuts> intervalsOfCuts(const SearchInput& input, std::size_t chosen,
                                            const std::vector<Plateau>& plateaus) {
  const double tail = input.samples.bootstrap_samples > 0 ? 0.025 : 0;
  std::array<Estimate, kCuts> intervals;
  for (std::size_t cut = 0; cut < kCuts; ++cut) {
    const auto [first, last] = middle(sharesByValue(input, cut, plateaus), tail);
    const double value = input.grid.valueOf(chosen, static_cast<Cut>(cut));
    const std::vector<double>& values = input.grid.values[cut];
    intervals[cut] = {value, std::min(value, values[first]), std::max(value, values[last])};
  }
  return intervals;
}

}  // namespace herald
