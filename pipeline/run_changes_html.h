// changes.html: what changed between two runs, and the control charts. Pure; deterministic; thread-safe.
#pragma once

#include <string>

#include "pipeline/run_changes.h"

namespace herald {

// `second` is nullptr where one run alone was looked at.
[[nodiscard]] std::string changesHtml(const RunChanges& changes, const RunSide& first, const RunSide* second);

}  // namespace herald
