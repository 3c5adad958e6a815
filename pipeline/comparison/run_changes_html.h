// changes.html: what changed between two runs, and the control charts. Pure; deterministic; thread-safe.
#pragma once

#include <string>

#include "pipeline/comparison/run_changes.h"

namespace herald {

// The control charts; empty without any. `two`: of two runs.
[[nodiscard]] std::string driftSection(const RunChanges& of, bool two);

// `second` is nullptr where one run alone was looked at.
[[nodiscard]] std::string changesHtml(const RunChanges& changes, const RunSide& first, const RunSide* second);

}  // namespace herald
