// What became of one slide of a run: its entry in run.json and its row of summary.csv. Thread-safe.
#pragma once

#include <exception>
#include <filesystem>
#include <optional>

#include "pipeline/inputs/inputs.h"
#include "pipeline/results/run_report.h"
#include "pipeline/results/summary.h"
#include "pipeline/runs/reuse.h"

namespace herald {

struct SlideOutcome {
  RunInput entry;
  SummaryRow row;
};

[[nodiscard]] SlideOutcome outcomeOf(const SlideResult& result);

// Of a slide that is not looked at: it has no folder, which could be that of the slide it repeats.
[[nodiscard]] SlideOutcome skippedOutcome(const SlideInput& input);

// What is left of a slide that failed: nothing that was measured, but what it is and why.
[[nodiscard]] SlideResult failedResult(const std::exception_ptr& failure, const SlideResult& attempt);

// The outcome of an earlier run in `slide_folder`, if it holds the result of exactly this key; reads files.
[[nodiscard]] std::optional<SlideOutcome> earlierOutcome(const ResultKey& key, const SlideIdentity& slide,
                                                         const std::filesystem::path& slide_folder,
                                                         const OutputOptions& wanted);

}  // namespace herald
