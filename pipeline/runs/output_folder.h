// The output folder of a run, taken for this process alone and cleared of what killed processes left.
// The lock is OUT/.herald.lock (file_lock.h).
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "pipeline/files/atomic_file.h"
#include "pipeline/files/file_lock.h"

namespace herald {

class OutputFolder {
 public:
  // Makes `out` and `out`/slides, locks `out`, tries that files can be written in both, and repairs: files written
  // aside, and outputs of slides without result.json (slide_outputs.h), are removed. Throws UnusableFolder.
  explicit OutputFolder(const std::filesystem::path& out);

  // Not empty: the file system has no locks, so that two runs into this folder are not told apart.
  [[nodiscard]] const std::string& warning() const { return warning_; }

 private:
  std::optional<FileLock> lock_;
  std::string warning_;
};

}  // namespace herald
