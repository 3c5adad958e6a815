#include "pipeline/drawing/number_text.h"

#include <cmath>

namespace herald {

std::string groupedText(std::int64_t value) {
  const std::string digits = std::to_string(std::abs(value));
  std::string text = value < 0 ? "-" : "";
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) text += ',';
    text += digits[i];
  }
  return text;
}

std::string decimalText(double value, int decimals) {
  const long long steps = std::llround(std::abs(value) * std::pow(10.0, decimals));
  const std::string digits = std::to_string(steps);
  const auto after_point = static_cast<std::size_t>(decimals);
  const std::string padded =
      digits.size() > after_point ? digits : std::string(after_point + 1 - digits.size(), '0') + digits;
  const std::size_t point = padded.size() - after_point;
  std::string text = value < 0 && steps != 0 ? "-" : "";
  text.append(padded, 0, point);
  if (decimals > 0) text.append(".").append(padded, point);
  return text;
}

std::string signedText(double value, int decimals) {
  const std::string text = decimalText(value, decimals);
  return text.front() == '-' ? text : "+" + text;
}

std::string percentText(const Estimate& of) {
  return decimalText(of.value, 1) + " %";
}

std::string intervalText(const Estimate& of) {
  return decimalText(of.low, 1) + " – " + decimalText(of.high, 1);
}

}  // namespace herald
