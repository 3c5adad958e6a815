// herald score --dry-run: reports what would go wrong, and how long it would take, before an overnight run begins.
#pragma once

#include "pipeline/analysis/inspection.h"
#include "pipeline/inputs/inputs.h"

namespace herald {

// Opens every slide, reads its annotation, looks at its low resolution, and prints one line per slide to stdout and the
// totals to stderr. Where some slides have annotations, those without are named. Writes nothing. Exit code: kExitDone
// when nothing is known to prevent a slide from being scored (duplicates are skipped and do not count),
// kExitSomeFailed, kExitNothingFound.
[[nodiscard]] int dryRun(const InputList& inputs, const InspectionOptions& options);

}  // namespace herald
