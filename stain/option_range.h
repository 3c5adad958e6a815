// The one check of a number that an option is set to, and its one wording. Pure; thread-safe.
#pragma once

#include <string>
#include <string_view>

namespace herald {

// Inclusive at both ends.
struct OptionRange {
  double low = 0;
  double high = 0;
};

// A number as short as it can be read back: "0.005", "1000000000", "nan".
[[nodiscard]] std::string shortestText(double value);
// "0 to 2.55"
[[nodiscard]] std::string rangeText(OptionRange range);

// Throws std::invalid_argument "key = value is outside low to high" unless low <= value <= high (NaN is outside).
void requireInRange(std::string_view key, double value, OptionRange range);
// Throws std::invalid_argument "key = value must be below other_key = limit" unless value < limit.
void requireBelow(std::string_view key, double value, std::string_view other_key, double limit);

}  // namespace herald
