#include "scoring/tuning/cut_search.h"

#include <algorithm>
#include <cmath>

namespace herald {
namespace {

bool isConsidered(const SearchOptions& options, const SampleAgreement& agreement) {
  return !options.least_ish_sensitivity || agreement.ish_sensitivity >= *options.least_ish_sensitivity;
}

double meanPlace(const Plateau& plateau, std::size_t cut, std::size_t otherwise) {
  if (plateau.combinations == 0) return static_cast<double>(otherwise);
  std::int64_t sum = 0;
  for (std::size_t place = 0; place < plateau.by_value[cut].size(); ++place)
    sum += static_cast<std::int64_t>(place) * plateau.by_value[cut][place];
  return static_cast<double>(sum) / static_cast<double>(plateau.combinations);
}

// Room for what rounding does to values that are equal in exact arithmetic.
constexpr double kRounding = 1e-12;

}  // namespace

BestSearch::BestSearch(const SearchInput& input)
    : input_(input), agreement_(input.slides, input.samples, input.options.objective), best_(input.samples.count) {}

void BestSearch::visit(std::size_t combination, std::span<const std::uint8_t> scores) {
  const auto values = agreement_.evaluate(scores);
  for (std::size_t sample = 0; sample < best_.size(); ++sample) {
    BestOfSample& best = best_[sample];
    best.best_sensitivity = std::max(best.best_sensitivity, values[sample].ish_sensitivity);
    if (!isConsidered(input_.options, values[sample]) || values[sample].value < best.value) continue;
    if (values[sample].value == best.value && best.combination <= combination) continue;
    best.value = values[sample].value;
    best.expected = values[sample].expected;
    best.combination = combination;
  }
}

void BestSearch::merge(const BestSearch& other) {
  for (std::size_t sample = 0; sample < best_.size(); ++sample) {
    BestOfSample& mine = best_[sample];
    const BestOfSample& others = other.best_[sample];
    const double sensitivity = std::max(mine.best_sensitivity, others.best_sensitivity);
    if (others.value > mine.value || (others.value == mine.value && others.combination < mine.combination))
      mine = others;
    mine.best_sensitivity = sensitivity;
  }
}

PlateauMembership::PlateauMembership(const SearchInput& input, const BestScores& best)
    : input_(input),
      best_(best),
      agreement_(input.slides, input.samples, input.options.objective),
      errors_(input.samples.count),
      on_plateau_(input.samples.count) {
  for (const BestOfSample& of_sample : best.best) expected_.push_back(of_sample.expected);
}

std::span<const std::uint8_t> PlateauMembership::of(std::span<const std::uint8_t> scores) {
  if (std::equal(scores.begin(), scores.end(), scores_.begin(), scores_.end())) return on_plateau_;
  scores_.assign(scores.begin(), scores.end());
  values_ = agreement_.evaluate(scores);
  agreement_.standardErrors(scores, best_.disagreement, expected_, errors_);
  for (std::size_t sample = 0; sample < on_plateau_.size(); ++sample) {
    const double room = input_.options.plateau_errors * errors_[sample] + kRounding;
    on_plateau_[sample] =
        isConsidered(input_.options, values_[sample]) && values_[sample].value >= best_.best[sample].value - room ? 1
                                                                                                                  : 0;
  }
  return on_plateau_;
}

PlateauSearch::PlateauSearch(const SearchInput& input, const BestScores& best)
    : input_(input), membership_(input, best), plateaus_(input.samples.count) {
  for (std::size_t cut = 0; cut < kCuts; ++cut)
    curves_[cut].assign(input.grid.values[cut].size(), -std::numeric_limits<double>::infinity());
  for (Plateau& plateau : plateaus_)
    for (std::size_t cut = 0; cut < kCuts; ++cut) plateau.by_value[cut].assign(input.grid.values[cut].size(), 0);
}

void PlateauSearch::visit(std::size_t combination, std::span<const std::uint8_t> scores) {
  const CutPlaces places = input_.grid.placesOf(combination);
  const auto members = membership_.of(scores);
  for (std::size_t sample = 0; sample < plateaus_.size(); ++sample) {
    if (members[sample] == 0) continue;
    Plateau& plateau = plateaus_[sample];
    ++plateau.combinations;
    for (std::size_t cut = 0; cut < kCuts; ++cut) ++plateau.by_value[cut][places[cut]];
  }
  const SampleAgreement& all = membership_.agreements().front();
  if (!isConsidered(input_.options, all)) return;
  for (std::size_t cut = 0; cut < kCuts; ++cut) {
    double& best = curves_[cut][places[cut]];
    best = std::max(best, all.value);
  }
}

void PlateauSearch::merge(const PlateauSearch& other) {
  for (std::size_t sample = 0; sample < plateaus_.size(); ++sample) {
    Plateau& mine = plateaus_[sample];
    const Plateau& others = other.plateaus_[sample];
    mine.combinations += others.combinations;
    for (std::size_t cut = 0; cut < kCuts; ++cut)
      for (std::size_t place = 0; place < mine.by_value[cut].size(); ++place)
        mine.by_value[cut][place] += others.by_value[cut][place];
  }
  for (std::size_t cut = 0; cut < kCuts; ++cut)
    for (std::size_t place = 0; place < curves_[cut].size(); ++place)
      curves_[cut][place] = std::max(curves_[cut][place], other.curves_[cut][place]);
}

CentreSearch::CentreSearch(const SearchInput& input, const BestScores& best, const std::vector<Plateau>& plateaus)
    : input_(input), membership_(input, best), nearest_(input.samples.count) {
  for (const Plateau& plateau : plateaus) {
    std::array<double, kCuts> centre{};
    for (std::size_t cut = 0; cut < kCuts; ++cut) centre[cut] = meanPlace(plateau, cut, input.grid.start_places[cut]);
    centres_.push_back(centre);
  }
}

void CentreSearch::take(Nearest& nearest, const Nearest& other) const {
  const bool is_nearer = other.distance != nearest.distance ? other.distance < nearest.distance
                         : other.value != nearest.value     ? other.value > nearest.value
                                                            : other.combination < nearest.combination;
  if (is_nearer) nearest = other;
}

void CentreSearch::visit(std::size_t combination, std::span<const std::uint8_t> scores) {
  const CutPlaces places = input_.grid.placesOf(combination);
  const auto members = membership_.of(scores);
  for (std::size_t sample = 0; sample < nearest_.size(); ++sample) {
    if (members[sample] == 0) continue;
    double distance = 0;
    for (std::size_t cut = 0; cut < kCuts; ++cut)
      distance += std::pow(static_cast<double>(places[cut]) - centres_[sample][cut], 2);
    take(nearest_[sample], {distance, membership_.agreements()[sample].value, combination});
  }
}

void CentreSearch::merge(const CentreSearch& other) {
  for (std::size_t sample = 0; sample < nearest_.size(); ++sample) take(nearest_[sample], other.nearest_[sample]);
}

std::vector<std::size_t> CentreSearch::chosen() const {
  std::vector<std::size_t> chosen;
  for (const Nearest& nearest : nearest_)
    chosen.push_back(std::isinf(nearest.distance) ? input_.grid.combinationOf(input_.grid.start_places)
                                                  : nearest.combination);
  return chosen;
}

}  // namespace herald
