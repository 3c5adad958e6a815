// The samples of cases that cuts are chosen on: all of them, the training parts of cross-validation, and bootstrap
// samples; each a number of times every case is in it.
//
// Cross-validation: repeated, stratified by the case's reference (Kohavi R, IJCAI 1995:1137); bootstrap of cases: Efron
// & Tibshirani, An Introduction to the Bootstrap, 1993. The unit is the case: slides of one patient are never on both
// sides. Random numbers are the same on every machine. Pure; thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "scoring/rule_set.h"

namespace herald {

// One slide that is compared with its reference.
struct TuningSlide {
  std::size_t case_index = 0;  // slides of one case stand together, cases from 0 without a gap
  Her2Score reference = Her2Score::k0;
  std::optional<bool> ish_positive;
};

struct SampleOptions {
  int folds = 5;                // 2-20
  int repeats = 5;              // of the folding, 1-50
  int bootstrap_samples = 200;  // 0-2000
  std::uint64_t seed = 1;
};

struct TuningSamples {
  int folds = 0;
  int repeats = 0;
  int bootstrap_samples = 0;
  std::size_t count = 0;  // samples: all cases; training part of fold f of repeat r at 1 + r * folds + f; bootstrap
  // [repeat][case]: the fold a case is tested in.
  std::vector<std::vector<int>> fold_of_case;
  // [slide * count + sample]: how often the slide is in the sample.
  std::vector<std::int32_t> weights;

  [[nodiscard]] std::size_t training(int repeat, int fold) const {
    return 1 + static_cast<std::size_t>(repeat * folds + fold);
  }
  [[nodiscard]] std::size_t bootstrap(int sample) const {
    return 1 + static_cast<std::size_t>(repeats * folds + sample);
  }
};

// Throws std::invalid_argument for options out of range, or fewer cases than folds.
[[nodiscard]] TuningSamples drawSamples(const std::vector<TuningSlide>& slides, const SampleOptions& options);

}  // namespace herald
