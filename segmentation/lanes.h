// Sixteen float values side by side, for loops that the compiler's vectoriser does not keep in registers.
//
// A compiler extension: + - * and comparisons work element by element with the results of single floats, on any
// machine. Loads and stores need no alignment.
#pragma once

#include <cstring>

namespace herald {

inline constexpr int kLanes = 16;
using Lanes = float __attribute__((vector_size(kLanes * sizeof(float))));

// Smallest multiple of kLanes that is at least `count`: rows of buffers that are read and written in whole lanes.
[[nodiscard]] constexpr int wholeLanes(int count) {
  return (count + kLanes - 1) / kLanes * kLanes;
}

// Macros would hide these better from -Wpsabi; always inlined, they never pass a vector in a register of another ABI.
[[gnu::always_inline]] inline void loadLanes(const float* from, Lanes& lanes) {
  std::memcpy(&lanes, from, sizeof lanes);
}
[[gnu::always_inline]] inline void storeLanes(const Lanes& lanes, float* to) {
  std::memcpy(to, &lanes, sizeof lanes);
}

}  // namespace herald
