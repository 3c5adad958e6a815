#include "pipeline/slide_result.h"

#include <algorithm>
#include <array>

namespace herald {

std::string_view slideStatusName(SlideStatus status) {
  constexpr std::array<std::string_view, 4> kNames = {"scored", "indeterminate", "failed", "skipped"};
  return kNames.at(static_cast<std::size_t>(status));
}

std::vector<std::string> reasonsOf(const SlideResult& result) {
  std::vector<std::string> reasons = result.reasons;
  for (const std::string& reason : result.score.reasons)
    if (std::find(reasons.begin(), reasons.end(), reason) == reasons.end()) reasons.push_back(reason);
  return reasons;
}

}  // namespace herald
