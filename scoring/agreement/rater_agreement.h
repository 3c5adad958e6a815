// Agreement of three raters or more, some of whom may have skipped some slides.
//
// Fleiss JL, Psychol Bull 1971;76:378: kappa of nominal classes; every slide needs the same number of ratings, so that
// it covers the slides that all raters rated. Krippendorff K, Content Analysis, 4th ed. 2019, ch. 12: alpha takes
// missing ratings and knows distances; nominal, or ordinal (classes are as far apart as there are ratings between
// them). Intervals: 95 %, percentiles of a bootstrap over slides (Efron & Tibshirani, An Introduction to the Bootstrap,
// 1993, ch. 13): slides are the sample, the raters are fixed. Pure functions; deterministic; thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "scoring/agreement/agreement.h"

namespace herald {

// One row a slide, one place a rater; nothing where a rater did not rate.
struct RatingTable {
  std::size_t classes = 4;
  std::vector<std::vector<std::optional<std::size_t>>> slides;
};

struct BootstrapOptions {
  int replicates = 2000;          // Efron & Tibshirani: 1000-2000 for percentile intervals; 0 = no interval
  std::uint64_t random_seed = 1;  // any; another one moves intervals in the third digit
  double minimum_defined = 0.9;   // share 0-1 of replicates with a value, below which there is no interval; ours
};

// Slides that every rater rated. Throws as below.
[[nodiscard]] std::size_t completeSlides(const RatingTable& table);

// Of the complete slides. Nothing without any, with fewer than two raters, or where only one class is used. Throws
// std::invalid_argument for rows of different length, std::out_of_range for a class beyond the scale.
[[nodiscard]] std::optional<AgreementCoefficient> fleissKappa(const RatingTable& table,
                                                              const BootstrapOptions& bootstrap = {});

enum class AlphaDistance { kNominal, kOrdinal };

// Of the slides that two raters or more rated. Nothing without any, or where only one class is used. Throws as above.
[[nodiscard]] std::optional<AgreementCoefficient> krippendorffAlpha(const RatingTable& table, AlphaDistance distance,
                                                                    const BootstrapOptions& bootstrap = {});

}  // namespace herald
