// Numbers and text of Herald's JSON documents: fixed rounding, null for what is not a number.
#pragma once

#include <cmath>
#include <string>

#include <nlohmann/json.hpp>

namespace herald {

using OrderedJson = nlohmann::ordered_json;

// Rounded to so many decimals; null when not finite (JSON has no NaN).
[[nodiscard]] inline OrderedJson rounded(double value, int decimals) {
  if (!std::isfinite(value)) return nullptr;
  const double scale = std::pow(10.0, decimals);
  return std::round(value * scale) / scale + 0.0;  // + 0: no "-0.0"
}

// With all its digits; null when not finite.
[[nodiscard]] inline OrderedJson exact(double value) {
  return std::isfinite(value) ? OrderedJson(value) : OrderedJson(nullptr);
}

[[nodiscard]] inline OrderedJson textOrNull(const std::string& text) {
  return text.empty() ? OrderedJson(nullptr) : OrderedJson(text);
}

// Indented, with a final newline; bytes that are not UTF-8 are replaced.
[[nodiscard]] inline std::string documentText(const OrderedJson& document) {
  return document.dump(2, ' ', false, OrderedJson::error_handler_t::replace) + "\n";
}

}  // namespace herald
