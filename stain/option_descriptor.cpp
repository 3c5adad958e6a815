#include "stain/option_descriptor.h"

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>

namespace herald {

std::string shortestText(double value) {
  constexpr double kLargestWritten = 1e16;  // whole numbers from here have an exponent
  constexpr int kMostDigits = 17;           // tell any two doubles apart
  std::array<char, 32> text{};
  if (value == std::trunc(value) && std::abs(value) < kLargestWritten) {
    std::snprintf(text.data(), text.size(), "%.0f", value);
    return text.data();
  }
  for (int digits = 1; digits <= kMostDigits; ++digits) {
    std::snprintf(text.data(), text.size(), "%.*g", digits, value);
    if (std::strtod(text.data(), nullptr) == value) break;
  }
  return text.data();
}

std::string rangeText(OptionRange range) {
  return shortestText(range.low) + " to " + shortestText(range.high);
}

void requireInRange(std::string_view key, double value, OptionRange range) {
  if (value >= range.low && value <= range.high) return;
  throw std::invalid_argument(std::string(key) + " = " + shortestText(value) + " is outside " + rangeText(range));
}

void requireBelow(std::string_view key, double value, std::string_view other_key, double limit) {
  if (value < limit) return;
  throw std::invalid_argument(std::string(key) + " = " + shortestText(value) + " must be below " +
                              std::string(other_key) + " = " + shortestText(limit));
}

}  // namespace herald
