#include "stain/option_range.h"

#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <sstream>
#include <stdexcept>

namespace herald {

std::string shortestText(double value) {
  constexpr double kLargestWritten = 1e16;  // whole numbers from here have an exponent
  constexpr int kMostDigits = 17;           // tell any two doubles apart
  if (value == std::trunc(value) && std::abs(value) < kLargestWritten)
    return value == 0 && std::signbit(value) ? "-0" : std::to_string(static_cast<std::int64_t>(value));
  std::string text;
  for (int digits = 1; digits <= kMostDigits; ++digits) {
    std::ostringstream stream;
    stream.precision(digits);
    stream << value;
    text = stream.str();
    if (std::strtod(text.c_str(), nullptr) == value) break;
  }
  return text;
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
