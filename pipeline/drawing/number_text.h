// Numbers as the pages show them, the same in the program and in a page's script. Pure; thread-safe.
#pragma once

#include <cstdint>
#include <string>

#include "scoring/intervals.h"

namespace herald {

// With commas between thousands: "12,345".
[[nodiscard]] std::string groupedText(std::int64_t value);

// So many decimals, the nearest, halves away from zero: "12.3". Below 1e15 before the point; a zero has no sign.
[[nodiscard]] std::string decimalText(double value, int decimals);

// "+1.5" or "-0.2".
[[nodiscard]] std::string signedText(double value, int decimals);

// "64.8 %"
[[nodiscard]] std::string percentText(const Estimate& of);

// "52.4 – 78.7"
[[nodiscard]] std::string intervalText(const Estimate& of);

}  // namespace herald
