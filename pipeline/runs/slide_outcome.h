// What becomes of a slide that was not measured. Thread-safe.
#pragma once

#include <exception>

#include "pipeline/inputs/inputs.h"
#include "pipeline/results/run_report.h"

namespace herald {

// Of a slide that is not looked at: it has no folder, which could be that of the slide it repeats.
[[nodiscard]] RunInput skippedEntry(const SlideInput& input);

// What is left of a slide that failed: nothing that was measured, but what it is and why.
[[nodiscard]] SlideResult failedResult(const std::exception_ptr& failure, const SlideResult& attempt);

}  // namespace herald
