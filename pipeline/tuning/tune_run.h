// herald tune: holds a folder of results against its readers, tunes the cuts (tune.h), and writes what was found.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "pipeline/configuration/provenance.h"
#include "pipeline/tuning/tune.h"

namespace herald {

struct TuneRequest {
  std::filesystem::path reference;  // readers.csv
  std::string reference_by;         // as Reference
  std::filesystem::path rules;      // the file of --rules; empty or a name: none is read
  std::filesystem::path out;        // ends in .toml; the JSON goes beside it
  Command command;                  // what the files say they were made by
};

struct TuneRun {
  TuneReport report;
  std::vector<std::string> notes;  // what is unusual about the readers' file, a line each
};

// Reads the readers, tunes, and writes `request.out` and the JSON of the same stem, each in one piece. Throws
// std::invalid_argument for an `out` that is not such a name, has no folder or would replace what is read, and for
// readers and results that cannot be tuned on (reference.h, tuneCuts; a damaged cell store is such a reason);
// OutputError. `options.spill_folder` is that of `out`.
[[nodiscard]] TuneRun tuneFolder(const ResultFolder& results, const TuneRequest& request, const TuneOptions& options);

}  // namespace herald
