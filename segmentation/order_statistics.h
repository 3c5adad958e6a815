// Ranks of small sets of 16-bit values without sorting them: a value's rank is counted, sixteen times at most.
//
// Bisection over the values; each step is one pass that compares every value, which vectors do in a few cycles, while
// sorting mispredicts a branch for every other comparison. Integers, so that no order of summation matters. Pure
// functions; thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace herald {

// The value at `rank` (0 = smallest) were `values` sorted; rank < size() <= 65535.
[[nodiscard]] std::int16_t valueOfRank(std::span<const std::int16_t> values, std::size_t rank);

// Sum of the `count` smallest values; count <= size() <= 65535.
[[nodiscard]] std::int64_t sumOfSmallest(std::span<const std::int16_t> values, std::size_t count);

}  // namespace herald
