// The output folder of a run, taken for this process alone and cleared of what killed processes left.
//
// The lock is flock() on OUT/.herald.lock: the kernel gives it back when the process ends, however it ends, and network
// file systems (NFS from version 3 on) hold it for all machines. The file says who holds it.
#pragma once

#include <filesystem>
#include <string>

#include "pipeline/atomic_file.h"

namespace herald {

// Nothing can be written to the folder, or another run is writing there. what() is one line. A program that gets this
// has written nothing.
class UnusableFolder : public OutputError {
 public:
  using OutputError::OutputError;
};

class OutputFolder {
 public:
  // Makes `out` and `out`/slides, locks `out`, tries that files can be written in both, and repairs: files written
  // aside, and outputs of slides without result.json (slide_outputs.h), are removed. Throws UnusableFolder.
  explicit OutputFolder(const std::filesystem::path& out);
  // Gives the folder back and removes the lock file.
  ~OutputFolder();
  OutputFolder(const OutputFolder&) = delete;
  OutputFolder& operator=(const OutputFolder&) = delete;

  // Not empty: the file system has no locks, so that two runs into this folder are not told apart.
  [[nodiscard]] const std::string& warning() const { return warning_; }

 private:
  void lock();
  [[nodiscard]] bool tryLock();
  void signLock() const;

  std::filesystem::path out_;
  std::filesystem::path lock_path_;
  int lock_ = -1;
  std::string warning_;
};

}  // namespace herald
