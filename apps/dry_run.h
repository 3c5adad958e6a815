// herald score --dry-run: names what would go wrong, and how long it would take, before the night begins.
#pragma once

#include "pipeline/analysis/inspection.h"
#include "pipeline/inputs/inputs.h"

namespace herald {

// Opens every slide, reads its annotation, looks at its low resolution, and prints a line a slide to stdout, what it
// comes to in all to stderr. Where some slides have annotations, those without are named. Writes nothing. Exit code:
// kExitDone when nothing is known to keep a slide from being scored (duplicates are skipped and do not count),
// kExitSomeFailed, kExitNothingFound.
[[nodiscard]] int dryRun(const InputList& inputs, const InspectionOptions& options);

}  // namespace herald
