#include "pipeline/phantoms/phantom_presets.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <stdexcept>
#include <string>
#include <vector>

#include "scoring/suggestion.h"

namespace herald {
namespace {

std::vector<std::string> splitAtCommas(std::string_view text) {
  std::vector<std::string> parts;
  std::size_t start = 0;
  while (start <= text.size()) {
    const std::size_t end = std::min(text.find(',', start), text.size());
    parts.emplace_back(text.substr(start, end - start));
    start = end + 1;
  }
  return parts;
}

double parseNumber(const std::string& text, std::string_view option) {
  std::size_t used = 0;
  double value = 0;
  try {
    value = std::stod(text, &used);
  } catch (const std::exception&) {
    used = 0;
  }
  if (used == 0 || used != text.size()) {
    throw std::invalid_argument(fmt::format("{}: \"{}\" is not a number", option, text));
  }
  return value;
}

std::size_t patternIndex(const std::string& name) {
  const auto found = std::find(kPhantomPatternNames.begin(), kPhantomPatternNames.end(), name);
  if (found != kPhantomPatternNames.end()) return static_cast<std::size_t>(found - kPhantomPatternNames.begin());
  const std::vector<std::string_view> names(kPhantomPatternNames.begin(), kPhantomPatternNames.end());
  throw std::invalid_argument(
      fmt::format("--mix: unknown pattern \"{}\"{}; patterns: none iw im is cw cm cs", name, didYouMean(name, names)));
}

}  // namespace

PhantomMix presetMix(std::string_view score) {
  //                           none   iw    im    is    cw    cm    cs
  if (score == "0") return {0.96, 0.035, 0.005, 0.00, 0.00, 0.00, 0.00};
  if (score == "1+") return {0.44, 0.50, 0.02, 0.00, 0.03, 0.01, 0.00};
  if (score == "2+") return {0.08, 0.20, 0.10, 0.00, 0.28, 0.32, 0.02};
  if (score == "3+") return {0.03, 0.05, 0.05, 0.08, 0.05, 0.18, 0.56};
  throw std::invalid_argument(fmt::format("--score = \"{}\" is not one of 0, 1+, 2+, 3+", score));
}

PhantomMix parseMix(std::string_view text) {
  PhantomMix mix{};
  std::array<bool, kPhantomPatternNames.size()> given{};
  for (const std::string& part : splitAtCommas(text)) {
    const std::size_t equals = part.find('=');
    if (equals == std::string::npos) {
      throw std::invalid_argument(fmt::format("--mix: \"{}\" is not pattern=share, e.g. cs=0.12,cw=0.1", part));
    }
    const std::size_t pattern = patternIndex(part.substr(0, equals));
    if (given[pattern]) throw std::invalid_argument("--mix: pattern " + part.substr(0, equals) + " is given twice");
    given[pattern] = true;
    mix[pattern] = parseNumber(part.substr(equals + 1), "--mix");
    if (mix[pattern] < 0 || mix[pattern] > 1) {
      throw std::invalid_argument(fmt::format("--mix: {} is outside 0-1", part));
    }
  }
  const double sum = std::accumulate(mix.begin(), mix.end(), 0.0);
  if (sum > 1 + 1e-9) throw std::invalid_argument(fmt::format("--mix: shares sum to {}, above 1", sum));
  if (!given[0]) mix[0] = std::max(0.0, 1 - sum);
  return mix;
}

std::array<double, 3> parseRgb(std::string_view text) {
  const std::vector<std::string> parts = splitAtCommas(text);
  if (parts.size() != 3) {
    throw std::invalid_argument(fmt::format("--background: \"{}\" is not R,G,B, e.g. 238,238,245", text));
  }
  return {parseNumber(parts[0], "--background"), parseNumber(parts[1], "--background"),
          parseNumber(parts[2], "--background")};
}

}  // namespace herald
