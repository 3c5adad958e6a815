#include "scoring/suggestion.h"

#include <algorithm>
#include <numeric>
#include <vector>

namespace herald {
namespace {

char lowerCase(char letter) {
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

std::size_t editDistance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before_last(b.size() + 1);
  std::vector<std::size_t> last(b.size() + 1);
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  const auto equal = [&](std::size_t i, std::size_t j) { return lowerCase(a[i - 1]) == lowerCase(b[j - 1]); };
  for (std::size_t i = 1; i <= a.size(); ++i) {
    before_last.swap(last);
    last.swap(row);
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min({last[j - 1] + (equal(i, j) ? 0 : 1), last[j] + 1, row[j - 1] + 1});
      if (i > 1 && j > 1 && equal(i, j - 1) && equal(i - 1, j)) row[j] = std::min(row[j], before_last[j - 2] + 1);
    }
  }
  return row.back();
}

}  // namespace

std::optional<std::string_view> nearestName(std::string_view unknown, std::span<const std::string_view> known) {
  std::optional<std::string_view> nearest;
  std::size_t nearest_distance = 0;
  for (const std::string_view name : known) {
    const std::size_t distance = editDistance(unknown, name);
    if (distance > std::max<std::size_t>(2, name.size() / 3)) continue;
    if (nearest && distance >= nearest_distance) continue;
    nearest = name;
    nearest_distance = distance;
  }
  return nearest;
}

std::string didYouMean(std::string_view unknown, std::span<const std::string_view> known) {
  const auto nearest = nearestName(unknown, known);
  return nearest ? "; did you mean \"" + std::string(*nearest) + "\"?" : std::string();
}

}  // namespace herald
