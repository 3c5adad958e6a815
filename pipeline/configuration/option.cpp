#include "pipeline/configuration/option.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "scoring/suggestion.h"

namespace herald {
namespace {

// JSON-style escapes, which TOML basic strings share.
std::string quoted(const std::string& text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    if (static_cast<unsigned char>(c) < 0x20)
      result += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    else
      result += c;
  }
  return result + '"';
}

[[noreturn]] void fail(const std::string& key, const OptionValue& value, const std::string& expected) {
  throw std::invalid_argument(fmt::format("{} = {} {}", key, tomlText(value), expected));
}

}  // namespace

std::string tomlText(const OptionValue& value) {
  if (const auto* truth = std::get_if<bool>(&value)) return *truth ? "true" : "false";
  if (const auto* whole = std::get_if<std::int64_t>(&value)) return fmt::format("{}", *whole);
  if (const auto* text = std::get_if<std::string>(&value)) return quoted(*text);
  std::string number = fmt::format("{}", std::get<double>(value));
  if (number.find_first_not_of("-0123456789") == std::string::npos) number += ".0";
  return number;
}

namespace option_checks {

std::string rangeText(OptionRange range) {
  if (std::isinf(range.low) && std::isinf(range.high)) return "any number";
  if (std::isinf(range.high)) return fmt::format("{} or more", range.low);
  if (std::isinf(range.low)) return fmt::format("{} or less", range.high);
  return fmt::format("{} to {}", range.low, range.high);
}

std::string rangeText(const std::vector<std::string_view>& names) {
  return fmt::format("{}", fmt::join(names, " | "));
}

double numberIn(const std::string& key, const OptionValue& value, OptionRange range) {
  double number = 0;
  if (const auto* whole = std::get_if<std::int64_t>(&value))
    number = static_cast<double>(*whole);
  else if (const auto* real = std::get_if<double>(&value))
    number = *real;
  else
    fail(key, value, "is not a number");
  if (!std::isfinite(number) || number < range.low || number > range.high)
    fail(key, value, "is outside " + rangeText(range));
  return number;
}

std::int64_t integerIn(const std::string& key, const OptionValue& value, OptionRange range) {
  const auto* whole = std::get_if<std::int64_t>(&value);
  if (whole == nullptr) fail(key, value, "is not a whole number");
  (void)numberIn(key, value, range);
  return *whole;
}

bool boolean(const std::string& key, const OptionValue& value) {
  const auto* truth = std::get_if<bool>(&value);
  if (truth == nullptr) fail(key, value, "is neither true nor false");
  return *truth;
}

std::string text(const std::string& key, const OptionValue& value) {
  const auto* words = std::get_if<std::string>(&value);
  if (words == nullptr) fail(key, value, "is not text");
  return *words;
}

std::size_t indexOf(const std::string& key, const OptionValue& value, const std::vector<std::string_view>& names) {
  const auto* text = std::get_if<std::string>(&value);
  const auto found = text == nullptr ? names.end() : std::find(names.begin(), names.end(), *text);
  if (found == names.end())
    fail(key, value, "is none of " + rangeText(names) + (text == nullptr ? "" : didYouMean(*text, names)));
  return static_cast<std::size_t>(found - names.begin());
}

}  // namespace option_checks
}  // namespace herald
