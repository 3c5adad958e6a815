#include "pipeline/runs/slide_outcome.h"

#include "pipeline/files/read_error.h"

namespace herald {

SlideOutcome outcomeOf(const SlideResult& result) {
  return {entryOf(result), summaryRow(result)};
}

SlideOutcome skippedOutcome(const SlideInput& input) {
  SlideResult result;
  result.identity = input.identity;
  result.status = SlideStatus::kSkipped;
  result.reasons = {input.skip_reason};
  SlideOutcome outcome = outcomeOf(result);
  outcome.entry.folder.clear();
  return outcome;
}

SlideResult failedResult(const std::exception_ptr& failure, const SlideResult& attempt) {
  SlideResult result;
  result.identity = attempt.identity;
  result.path = attempt.path;
  result.description = attempt.description;
  result.pixel_size = attempt.pixel_size;
  result.status = SlideStatus::kFailed;
  result.reasons = {reasonOf(failure)};
  return result;
}

std::optional<SlideOutcome> earlierOutcome(const ResultKey& key, const SlideIdentity& slide,
                                           const std::filesystem::path& slide_folder, const OutputOptions& wanted) {
  if (!holdsResultOf(key, slide_folder, wanted)) return std::nullopt;
  SlideOutcome outcome;
  try {
    outcome.row = readSummaryRow(slide_folder / "result.json");
  } catch (const ReadError&) {
    return std::nullopt;  // damaged: as if it were not there
  }
  outcome.entry.folder = slide.folder;
  outcome.entry.status =
      outcome.row[1] == slideStatusName(SlideStatus::kScored) ? SlideStatus::kScored : SlideStatus::kIndeterminate;
  outcome.entry.score = outcome.row[2];
  if (!outcome.row[14].empty()) outcome.entry.reasons = {outcome.row[14]};
  outcome.entry.reused = true;
  return outcome;
}

}  // namespace herald
