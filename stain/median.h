// The median of measured numbers, where an even count has no middle: the upper of the two there, so that it is always a
// number that was measured, and of any order of the same numbers the same.
#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

namespace herald {

// `values` not empty; they are reordered. Linear in their number.
template <class Number>
[[nodiscard]] Number upperMedian(std::vector<Number>& values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

}  // namespace herald
