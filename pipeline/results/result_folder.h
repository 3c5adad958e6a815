// A folder of results, OUT of `herald score` or of a command that writes the same form, read back. Reads files;
// thread-safe.
#pragma once

#include <filesystem>

#include "pipeline/configuration/effective_configuration.h"
#include "pipeline/results/run_report.h"

namespace herald {

struct ResultFolder {
  std::filesystem::path path;
  RunReport run;  // its rows as summary.csv has them
  [[nodiscard]] bool finished() const { return !run.finished.empty(); }
};

// Columns that summary.csv lacks are unknown, columns beyond ours are ignored. Throws
// std::invalid_argument in one line, naming the file and what is wrong: as readRunJson; summary.csv cannot be read or
// is damaged; the two files do not list the same slides.
[[nodiscard]] ResultFolder readResultFolder(const std::filesystem::path& folder);

// What a folder of results was scored with. Throws std::invalid_argument naming its run.json.
[[nodiscard]] EffectiveConfiguration configurationOf(const ResultFolder& results);

}  // namespace herald
