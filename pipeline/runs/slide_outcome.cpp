#include "pipeline/runs/slide_outcome.h"

namespace herald {

RunInput skippedEntry(const SlideInput& input) {
  SlideResult result;
  result.identity = input.identity;
  result.identity.folder.clear();
  result.status = SlideStatus::kSkipped;
  result.reasons = {input.skip_reason};
  return entryOf(result);
}

SlideResult failedResult(const std::exception_ptr& failure, const SlideResult& attempt) {
  SlideResult result;
  result.identity = attempt.identity;
  result.measured.description = attempt.measured.description;
  result.measured.pixel_size = attempt.measured.pixel_size;
  result.status = SlideStatus::kFailed;
  result.reasons = {reasonOf(failure)};
  return result;
}

}  // namespace herald
