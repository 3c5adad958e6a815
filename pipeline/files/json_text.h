// Numbers and text of Herald's JSON documents: fixed rounding, null for what is not a number; whole numbers within
// bounds.
#pragma once

#include <cmath>
#include <cstdint>
#include <optional>
#include <string>

#include <nlohmann/json.hpp>

namespace herald {

using OrderedJson = nlohmann::ordered_json;

// Rounded to so many decimals; nothing when not finite.
[[nodiscard]] inline std::optional<double> roundedIfFinite(double value, int decimals) {
  if (!std::isfinite(value)) return std::nullopt;
  const double scale = std::pow(10.0, decimals);
  return std::round(value * scale) / scale + 0.0;  // + 0: no "-0.0"
}

// The same; null when not finite (JSON has no NaN).
[[nodiscard]] inline OrderedJson rounded(double value, int decimals) {
  const std::optional<double> number = roundedIfFinite(value, decimals);
  return number ? OrderedJson(*number) : OrderedJson(nullptr);
}

// With all its digits; null when not finite.
[[nodiscard]] inline OrderedJson exact(double value) {
  return std::isfinite(value) ? OrderedJson(value) : OrderedJson(nullptr);
}

inline constexpr std::int64_t kMostCounted = 1'000'000'000;  // of anything a document counts

// The whole number that `value` is, from `least` to `most`; nothing for any other value. No type of C++ holds every
// number of JSON: what lies outside is refused, not cut.
[[nodiscard]] inline std::optional<std::int64_t> wholeNumberIn(const OrderedJson& value, std::int64_t least,
                                                               std::int64_t most) {
  if (!value.is_number_integer()) return std::nullopt;
  if (value.is_number_unsigned() && value.get<std::uint64_t>() > static_cast<std::uint64_t>(INT64_MAX))
    return std::nullopt;
  const auto number = value.get<std::int64_t>();
  return number >= least && number <= most ? std::optional(number) : std::nullopt;
}

[[nodiscard]] inline OrderedJson textOrNull(const std::string& text) {
  return text.empty() ? OrderedJson(nullptr) : OrderedJson(text);
}

// Indented, with a final newline; bytes that are not UTF-8 are replaced.
[[nodiscard]] inline std::string documentText(const OrderedJson& document) {
  return document.dump(2, ' ', false, OrderedJson::error_handler_t::replace) + "\n";
}

}  // namespace herald
