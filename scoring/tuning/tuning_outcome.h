// What the choice of cuts is worth: agreement on the cases it was made on, on cases it has not seen, and how far it
// would move with other cases.
//
// Cross-validated: every case is scored by the cuts that were chosen without it (nested: the choice on a training part
// is the whole choice); one value of the objective for all cases of a repeat, averaged over repeats (Varma & Simon, BMC
// Bioinformatics 2006;7:91, show why no other number on the same cases is honest). Optimism: mean over bootstrap
// samples of value on the sample less value on all cases, of the cuts chosen on the sample (Efron, J Am Stat Assoc
// 1983;78:316; Harrell et al., Stat Med 1996;15:361). Interval of the cross-validated value: +- 1.96 standard errors,
// whose variance is that over bootstrap samples of cases plus that between the cuts chosen on them. It is too narrow
// all the same, since training parts overlap (Bates, Hastie & Tibshirani, J Am Stat Assoc 2024;119:1434). Pure
// functions.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <vector>

#include "scoring/intervals.h"
#include "scoring/tuning/cut_search.h"

namespace herald {

// Scores of the combination chosen on each sample: [sample][slide].
using ScoresOfChoices = std::vector<std::vector<std::uint8_t>>;

struct TuningWorth {
  double start = 0;          // value of the cuts tuning started from
  double apparent = 0;       // of the chosen cuts on the cases they were chosen on
  double optimism = 0;       // of that; 0 without bootstrap samples
  Estimate cross_validated;  // value and interval on cases the choice had not seen
  double lowest_repeat = 0;  // of the cross-validated value over the repeats of the folding
  double highest_repeat = 0;
  double ish_sensitivity = 1;  // of the chosen cuts
  [[nodiscard]] double corrected() const { return apparent - optimism; }
};

[[nodiscard]] TuningWorth worthOf(const SearchInput& input, const ScoresOfChoices& chosen,
                                  std::span<const std::uint8_t> start_scores);

// Of each cut the chosen value, and the middle 95 % of the values on the plateaus of the bootstrap samples, each
// plateau counting the same: other cases move the plateau, and on it nothing tells one value from another. Without
// bootstrap samples the extent of the plateau itself. `plateaus` by sample.
[[nodiscard]] std::array<Estimate, kCuts> intervalsOfCuts(const SearchInput& input, std::size_t chosen,
                                                          const std::vector<Plateau>& plateaus);

}  // namespace herald
