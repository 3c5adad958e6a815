// Which cuts a set of references carries information about.
//
// A cut separates two neighbouring scores: stained_od and none_fraction 0 from 1+, moderate_od_um 1+ from 2+,
// strong_od_um and the noise floor 2+ from 3+ or 1+ from 2+, complete_fraction both. Without cases on both sides any
// value of it is as good, or agreement is bought at another cut's expense: it stays where it was. Pure; thread-safe.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "scoring/tuning/cut_grid.h"

namespace herald {

// Fewer cases of a class than this give a warning: one case more or fewer moves its cuts. As many as a resampled class
// needs for its share to be known within a third.
inline constexpr std::int64_t kFewCasesOfClass = 10;

struct TunableCuts {
  VariedCuts varied{};
  std::vector<std::string> warnings;  // what is too few, and which cuts stay as they are
};

// `cases`: by reference score.
[[nodiscard]] TunableCuts tunableCuts(const std::array<std::int64_t, 4>& cases);

}  // namespace herald
