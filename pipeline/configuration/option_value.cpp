#include "pipeline/configuration/option_value.h"

#include <algorithm>
#include <stdexcept>

#include "scoring/suggestion.h"

namespace herald {
namespace {

// JSON-style escapes, which TOML basic strings share.
std::string quotedForToml(std::string_view text) {
  constexpr std::string_view kHexDigits = "0123456789abcdef";
  std::string result = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') result += '\\';
    if (byte < 0x20)
      result += std::string("\\u00") + kHexDigits[byte / 16] + kHexDigits[byte % 16];
    else
      result += c;
  }
  return result + '"';
}

[[noreturn]] void fail(std::string_view key, const OptionValue& value, const std::string& what) {
  throw std::invalid_argument(std::string(key) + " = " + tomlText(value) + " " + what);
}

}  // namespace

std::string namesText(std::span<const std::string_view> names) {
  std::string text;
  for (const std::string_view name : names) text += (text.empty() ? "" : " | ") + std::string(name);
  return text;
}

std::string tomlText(const OptionValue& value) {
  if (const auto* truth = std::get_if<bool>(&value)) return *truth ? "true" : "false";
  if (const auto* whole = std::get_if<std::int64_t>(&value)) return std::to_string(*whole);
  if (const auto* text = std::get_if<std::string>(&value)) return quotedForToml(*text);
  std::string number = shortestText(std::get<double>(value));
  if (number.find_first_not_of("-0123456789") == std::string::npos) number += ".0";
  return number;
}

namespace option_checks {

double number(std::string_view key, const OptionValue& value) {
  if (const auto* whole = std::get_if<std::int64_t>(&value)) return static_cast<double>(*whole);
  if (const auto* real = std::get_if<double>(&value)) return *real;
  fail(key, value, "is not a number");
}

std::int64_t wholeNumber(std::string_view key, const OptionValue& value) {
  if (const auto* whole = std::get_if<std::int64_t>(&value)) return *whole;
  fail(key, value, "is not a whole number");
}

bool boolean(std::string_view key, const OptionValue& value) {
  if (const auto* truth = std::get_if<bool>(&value)) return *truth;
  fail(key, value, "is neither true nor false");
}

std::string text(std::string_view key, const OptionValue& value) {
  if (const auto* words = std::get_if<std::string>(&value)) return *words;
  fail(key, value, "is not text");
}

std::size_t choice(std::string_view key, const OptionValue& value, std::span<const std::string_view> names) {
  const auto* name = std::get_if<std::string>(&value);
  const auto found = name == nullptr ? names.end() : std::find(names.begin(), names.end(), *name);
  if (found == names.end())
    fail(key, value, "is not one of " + namesText(names) + (name == nullptr ? "" : didYouMean(*name, names)));
  return static_cast<std::size_t>(found - names.begin());
}

}  // namespace option_checks
}  // namespace herald
