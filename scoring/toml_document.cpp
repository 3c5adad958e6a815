#include "scoring/toml_document.h"

#include <algorithm>
#include <stdexcept>
#include <string>

namespace herald {
namespace {

void requireShallowKeys(std::string_view text) {
  constexpr std::ptrdiff_t kMostDots = 100;
  for (int number = 1; !text.empty(); ++number) {
    const std::string_view line = text.substr(0, text.find('\n'));
    if (std::count(line.begin(), line.end(), '.') > kMostDots)
      throw std::invalid_argument("line " + std::to_string(number) + ": more than " + std::to_string(kMostDots) +
                                  " dots");
    text.remove_prefix(std::min(text.size(), line.size() + 1));
  }
}

}  // namespace

toml::table tomlDocument(std::string_view text, std::string_view origin) {
  requireShallowKeys(text);
  return toml::parse(text, origin);
}

}  // namespace herald
