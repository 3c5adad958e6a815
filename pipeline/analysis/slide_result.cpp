#include "pipeline/analysis/slide_result.h"

#include <algorithm>
#include <array>

namespace herald {

std::string_view slideStatusName(SlideStatus status) {
  constexpr std::array<std::string_view, 4> kNames = {"scored", "indeterminate", "failed", "skipped"};
  return kNames.at(static_cast<std::size_t>(status));
}

void addReadingWarnings(SlideResult& result) {
  auto& warnings = result.quality.warnings;
  if (result.annotation_missing)
    warnings.emplace_back("no_annotation: no regions for this slide; tumour cells chosen without");
  warnings.insert(warnings.end(), result.reading_warnings.begin(), result.reading_warnings.end());
}

}  // namespace herald
