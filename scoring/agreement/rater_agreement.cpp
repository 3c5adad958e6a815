#include "scoring/agreement/rater_agreement.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>

#include "scoring/intervals.h"
#include "scoring/split_mix.h"

namespace herald {
namespace {

// Ratings of one slide, counted by class.
using ClassCounts = std::vector<double>;

double sumOf(const ClassCounts& counts) {
  return std::accumulate(counts.begin(), counts.end(), 0.0);
}

std::vector<ClassCounts> countsOf(const RatingTable& table) {
  std::vector<ClassCounts> slides;
  for (const auto& ratings : table.slides) {
    if (ratings.size() != table.slides.front().size()) throw std::invalid_argument("slides have different raters");
    ClassCounts& counts = slides.emplace_back(table.classes, 0.0);
    for (const auto& rating : ratings)
      if (rating) counts.at(*rating) += 1;
  }
  return slides;
}

void add(ClassCounts& sum, const ClassCounts& counts) {
  for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += counts[i];
}

// What a sum over slides needs of each: the statistic is a function of this sum alone, so that a replicate is a sum.
struct SlideTerm {
  ClassCounts use;            // ratings by class
  std::vector<double> pairs;  // see below
};

template <class Statistic>
std::optional<AgreementCoefficient> withBootstrap(const std::vector<SlideTerm>& slides, Statistic&& statistic,
                                                  const BootstrapOptions& options) {
  if (slides.empty()) return std::nullopt;
  const auto valueOf = [&](auto&& place) {
    SlideTerm sum{ClassCounts(slides[0].use.size(), 0), std::vector<double>(slides[0].pairs.size(), 0)};
    for (std::size_t i = 0; i < slides.size(); ++i) {
      const SlideTerm& slide = slides[place(i)];
      add(sum.use, slide.use);
      add(sum.pairs, slide.pairs);
    }
    return statistic(sum);
  };
  const std::optional<double> value = valueOf([](std::size_t i) { return i; });
  if (!value) return std::nullopt;
  SplitMix64 random(options.random_seed);
  std::vector<double> replicates;
  for (int drawn = 0; drawn < options.replicates; ++drawn)
    if (const auto replicate = valueOf([&](std::size_t) { return random.below(slides.size()); }))
      replicates.push_back(*replicate);
  // Of a single value, or of slides that all agree, the bootstrap knows no spread.
  const bool enough = !replicates.empty() && static_cast<double>(replicates.size()) >=
                                                 options.minimum_defined * static_cast<double>(options.replicates);
  if (!enough) return AgreementCoefficient{*value, std::nullopt};
  const Estimate estimate = percentileInterval(*value, std::move(replicates));
  if (estimate.low == estimate.high) return AgreementCoefficient{*value, std::nullopt};
  return AgreementCoefficient{*value, Interval{estimate.low, estimate.high}};
}

bool oneClassOnly(const ClassCounts& use) {
  return std::count_if(use.begin(), use.end(), [](double count) { return count > 0; }) < 2;
}

// Krippendorff's ordinal distance, squared: ratings from class a to class b, those at the ends by half.
double ordinalDistance(const ClassCounts& use, std::size_t a, std::size_t b) {
  const auto [low, high] = std::minmax(a, b);
  double between = 0;
  for (std::size_t i = low; i <= high; ++i) between += use[i];
  between -= (use[low] + use[high]) / 2;
  return between * between;
}

// `pairs` of alpha: the coincidence matrix, row-major.
std::optional<double> alphaOf(const SlideTerm& sum, AlphaDistance distance) {
  const std::size_t k = sum.use.size();
  if (oneClassOnly(sum.use)) return std::nullopt;
  double observed = 0;
  double expected = 0;
  for (std::size_t a = 0; a < k; ++a)
    for (std::size_t b = 0; b < k; ++b) {
      if (a == b) continue;
      const double squared = distance == AlphaDistance::kNominal ? 1 : ordinalDistance(sum.use, a, b);
      observed += sum.pairs[a * k + b] * squared;
      expected += sum.use[a] * sum.use[b] * squared;
    }
  return 1 - (sumOf(sum.use) - 1) * observed / expected;
}

}  // namespace

std::size_t completeSlides(const RatingTable& table) {
  const auto counts = countsOf(table);
  return static_cast<std::size_t>(std::count_if(counts.begin(), counts.end(), [&](const ClassCounts& slide) {
    return sumOf(slide) == static_cast<double>(table.slides.front().size());
  }));
}

std::optional<AgreementCoefficient> fleissKappa(const RatingTable& table, const BootstrapOptions& bootstrap) {
  const std::vector<ClassCounts> counts = countsOf(table);
  const double raters = counts.empty() ? 0 : static_cast<double>(table.slides.front().size());
  if (raters < 2) return std::nullopt;
  std::vector<SlideTerm> slides;
  for (const ClassCounts& slide : counts) {
    if (sumOf(slide) != raters) continue;
    double pairs = 0;  // of raters who agree, ordered
    for (const double count : slide) pairs += count * (count - 1);
    slides.push_back({slide, {pairs, 1}});
  }
  return withBootstrap(
      slides,
      [&](const SlideTerm& sum) -> std::optional<double> {
        if (oneClassOnly(sum.use)) return std::nullopt;
        const double observed = sum.pairs[0] / (sum.pairs[1] * raters * (raters - 1));
        double chance = 0;
        for (const double use : sum.use) chance += std::pow(use / (sum.pairs[1] * raters), 2);
        return (observed - chance) / (1 - chance);
      },
      bootstrap);
}

std::optional<AgreementCoefficient> krippendorffAlpha(const RatingTable& table, AlphaDistance distance,
                                                      const BootstrapOptions& bootstrap) {
  const std::size_t k = table.classes;
  std::vector<SlideTerm> slides;
  for (const ClassCounts& slide : countsOf(table)) {
    const double ratings = sumOf(slide);
    if (ratings < 2) continue;
    std::vector<double> coincidences(k * k, 0);
    for (std::size_t a = 0; a < k; ++a)
      for (std::size_t b = 0; b < k; ++b)
        coincidences[a * k + b] = slide[a] * (slide[b] - (a == b ? 1 : 0)) / (ratings - 1);
    slides.push_back({slide, std::move(coincidences)});
  }
  return withBootstrap(
      slides, [&](const SlideTerm& sum) { return alphaOf(sum, distance); }, bootstrap);
}

}  // namespace herald
