// The choice of cuts on many samples of cases at once: three walks over all combinations of the grid.
//
//   BestSearch     the best value of the objective on every sample
//   PlateauSearch  the plateau round it: combinations that are not worse by more than so many standard errors of the
//                  paired difference, its centre, its extent and how flat the optimum is along each cut
//   CentreSearch   the choice: the combination of the plateau nearest to the plateau's centre
//
// The one-standard-error rule (Breiman et al., Classification and Regression Trees, 1984, ch. 3.4), with the error of
// the difference to the best on the same cases instead of that of the best alone. The best combination of many is the
// luckiest one, and lies anywhere on its plateau, often at its rim; the centre is farther from every cliff.
//
// Each walk is given every combination once, in any order and in any number of parts that are merged: equal results,
// since only whole numbers are summed and ties go to the lower combination. Pure; a search is for one thread.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <vector>

#include "scoring/tuning/cut_grid.h"
#include "scoring/tuning/tuning_objective.h"

namespace herald {

struct SearchOptions {
  TuningObjective objective = TuningObjective::kLinearKappa;
  // Least share of ISH-positive slides to be called 2+ or 3+, 0-1; combinations below are not considered.
  std::optional<double> least_ish_sensitivity;
  // Width of the plateau, standard errors of the paired difference, 0-5.
  double plateau_errors = 1;
};

// What all searches work on; must outlive them.
struct SearchInput {
  const CutGrid& grid;
  const std::vector<TuningSlide>& slides;
  const TuningSamples& samples;
  SearchOptions options;
};

// By sample.
struct BestOfSample {
  double value = -std::numeric_limits<double>::infinity();  // of combinations that may be considered
  double expected = 0;
  std::size_t combination = 0;
  double best_sensitivity = -1;  // of ISH-positive slides, whatever the objective
};

class BestSearch {
 public:
  explicit BestSearch(const SearchInput& input);
  // `scores`: one a slide.
  void visit(std::size_t combination, std::span<const std::uint8_t> scores);
  void merge(const BestSearch& other);
  [[nodiscard]] const std::vector<BestOfSample>& best() const { return best_; }

 private:
  const SearchInput& input_;
  AgreementOfSamples agreement_;
  std::vector<BestOfSample> best_;
};

// Of one sample.
struct Plateau {
  std::int64_t combinations = 0;
  // For each cut and each of its values the combinations on the plateau that have it.
  std::array<std::vector<std::int64_t>, kCuts> by_value;
};

// The best values and what they disagree in, as the later searches need them.
struct BestScores {
  std::vector<BestOfSample> best;
  std::vector<std::int32_t> disagreement;  // [slide * samples.count + sample]
};

// Whether combinations are on the plateaus of the samples.
class PlateauMembership {
 public:
  PlateauMembership(const SearchInput& input, const BestScores& best);
  // By sample, not 0: on the plateau. Valid until the next call.
  std::span<const std::uint8_t> of(std::span<const std::uint8_t> scores);
  // Of the last call.
  [[nodiscard]] std::span<const SampleAgreement> agreements() const { return values_; }

 private:
  const SearchInput& input_;
  const BestScores& best_;
  AgreementOfSamples agreement_;
  std::span<const SampleAgreement> values_;
  std::vector<std::uint8_t> scores_;  // of the last call
  std::vector<double> expected_;
  std::vector<double> errors_;
  std::vector<std::uint8_t> on_plateau_;
};

class PlateauSearch {
 public:
  PlateauSearch(const SearchInput& input, const BestScores& best);
  void visit(std::size_t combination, std::span<const std::uint8_t> scores);
  void merge(const PlateauSearch& other);
  [[nodiscard]] const std::vector<Plateau>& plateaus() const { return plateaus_; }
  // On all cases: for each cut and each of its values the best value of any combination that has it.
  [[nodiscard]] const std::array<std::vector<double>, kCuts>& curves() const { return curves_; }

 private:
  const SearchInput& input_;
  PlateauMembership membership_;
  std::vector<Plateau> plateaus_;
  std::array<std::vector<double>, kCuts> curves_;
};

class CentreSearch {
 public:
  CentreSearch(const SearchInput& input, const BestScores& best, const std::vector<Plateau>& plateaus);
  void visit(std::size_t combination, std::span<const std::uint8_t> scores);
  void merge(const CentreSearch& other);
  // By sample; the start where no combination may be considered.
  [[nodiscard]] std::vector<std::size_t> chosen() const;

 private:
  struct Nearest {
    double distance = std::numeric_limits<double>::infinity();
    double value = 0;
    std::size_t combination = 0;
  };
  void take(Nearest& nearest, const Nearest& other) const;
  const SearchInput& input_;
  PlateauMembership membership_;
  std::vector<std::array<double, kCuts>> centres_;
  std::vector<Nearest> nearest_;
};

}  // namespace herald
