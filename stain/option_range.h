// The check every stage makes of its numeric options before a pixel is read. Pure; thread-safe.
#pragma once

#include <stdexcept>
#include <string>

namespace herald {

// Throws std::invalid_argument "section.field = value is outside low-high" unless low <= value <= high (NaN is
// outside).
inline void requireInRange(const char* section, const char* field, double value, double low, double high) {
  if (value >= low && value <= high) return;
  throw std::invalid_argument(std::string(section) + "." + field + " = " + std::to_string(value) + " is outside " +
                              std::to_string(low) + "-" + std::to_string(high));
}

}  // namespace herald
