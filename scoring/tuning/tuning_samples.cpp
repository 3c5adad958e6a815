#include "scoring/tuning/tuning_samples.h"

#include <algorithm>
#include <numeric>
#include <stdexcept>
#include <string>

#include "scoring/split_mix.h"
#include "stain/option_range.h"

namespace herald {
namespace {

// Of each case the strongest reference of its slides.
std::vector<Her2Score> referencesOfCases(const std::vector<TuningSlide>& slides) {
  std::vector<Her2Score> references;
  for (const TuningSlide& slide : slides) {
    if (slide.case_index >= references.size()) references.resize(slide.case_index + 1, Her2Score::k0);
    references[slide.case_index] = std::max(references[slide.case_index], slide.reference);
  }
  return references;
}

// Cases of each class in random order, dealt out like cards: every fold gets its share of every class.
std::vector<int> foldOfCase(const std::vector<Her2Score>& references, int folds, SplitMix64& random) {
  std::vector<std::size_t> order(references.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  for (std::size_t left = order.size(); left > 1; --left) std::swap(order[left - 1], order[random.below(left)]);
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return references[a] < references[b]; });
  std::vector<int> fold(references.size());
  for (std::size_t i = 0; i < order.size(); ++i) fold[order[i]] = static_cast<int>(i) % folds;
  return fold;
}

}  // namespace

TuningSamples drawSamples(const std::vector<TuningSlide>& slides, const SampleOptions& options) {
  requireInRange("folds", options.folds, {2, 20});
  requireInRange("repeats", options.repeats, {1, 50});
  requireInRange("bootstrap_samples", options.bootstrap_samples, {0, 2000});
  const std::vector<Her2Score> references = referencesOfCases(slides);
  if (references.size() < static_cast<std::size_t>(options.folds))
    throw std::invalid_argument(std::to_string(references.size()) + " cases are fewer than " +
                                std::to_string(options.folds) + " folds");
  TuningSamples samples{options.folds, options.repeats, options.bootstrap_samples, 0, {}, {}};
  samples.count = samples.bootstrap(options.bootstrap_samples);
  SplitMix64 random(options.seed);
  std::vector<std::vector<std::int32_t>> by_case(references.size(), std::vector<std::int32_t>(samples.count, 1));
  for (int repeat = 0; repeat < options.repeats; ++repeat) {
    samples.fold_of_case.push_back(foldOfCase(references, options.folds, random));
    for (std::size_t i = 0; i < by_case.size(); ++i)
      by_case[i][samples.training(repeat, samples.fold_of_case.back()[i])] = 0;
  }
  for (int sample = 0; sample < options.bootstrap_samples; ++sample) {
    for (auto& weights : by_case) weights[samples.bootstrap(sample)] = 0;
    for (std::size_t drawn = 0; drawn < by_case.size(); ++drawn)
      ++by_case[random.below(by_case.size())][samples.bootstrap(sample)];
  }
  samples.weights.reserve(slides.size() * samples.count);
  for (const TuningSlide& slide : slides)
    samples.weights.insert(samples.weights.end(), by_case[slide.case_index].begin(), by_case[slide.case_index].end());
  return samples;
}

}  // namespace herald
