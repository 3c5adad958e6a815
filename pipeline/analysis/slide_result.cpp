#include "pipeline/analysis/slide_result.h"

namespace herald {

void addReadingWarnings(SlideResult& result) {
  auto& warnings = result.quality.warnings;
  if (result.annotation_missing)
    warnings.emplace_back("no_annotation: no regions for this slide; tumour cells chosen without");
  warnings.insert(warnings.end(), result.reading_warnings.begin(), result.reading_warnings.end());
}

}  // namespace herald
