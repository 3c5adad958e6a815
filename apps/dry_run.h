// herald score --dry-run: names what would go wrong, and how long it would take, before the night begins.
#pragma once

#include <optional>

#include "pipeline/inputs.h"
#include "pipeline/slide_source.h"

namespace herald {

struct DryRunOptions {
  std::optional<PixelSize> pixel_size;  // from the command line
  ReaderChoice reader = ReaderChoice::kAuto;
  int threads = 1;  // those of the run
};

// Opens every slide, looks at its low resolution, and prints a line a slide to stdout, what it comes to in all to
// stderr. Writes nothing. Exit code: kExitDone when nothing is known to keep a slide from being scored (duplicates are
// skipped and do not count), kExitSomeFailed, kExitNothingFound.
[[nodiscard]] int dryRun(const InputList& inputs, const DryRunOptions& options);

}  // namespace herald
