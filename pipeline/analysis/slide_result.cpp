#include "pipeline/analysis/slide_result.h"

namespace herald {

void addReadingWarnings(SlideResult& result) {
  auto& warnings = result.judged.quality.warnings;
  if (result.measured.annotation_missing)
    warnings.emplace_back("no_annotation: no regions for this slide; tumour cells chosen without");
  warnings.insert(warnings.end(), result.measured.reading_warnings.begin(), result.measured.reading_warnings.end());
}

}  // namespace herald
