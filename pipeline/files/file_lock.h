// A lock file: flock() on it, so that the kernel gives it back when the process ends, however it ends. Network file
// systems (NFS from version 3 on) hold it for all machines. The file says who holds it.
#pragma once

#include <filesystem>
#include <stdexcept>
#include <string>

#include "pipeline/files/file_descriptor.h"

namespace herald {

// Another process (or another FileLock of this one) has the lock. what(): "process 17 on machine".
class LockTaken : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

class FileLock {
 public:
  // Makes the file and locks it. Throws LockTaken, and std::system_error when the file cannot be made.
  explicit FileLock(std::filesystem::path path);
  // Gives the lock back and removes the file.
  ~FileLock();
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;

  // Not empty: the file system has no locks, in the system's words. Then nobody is kept out.
  [[nodiscard]] const std::string& fault() const { return fault_; }

 private:
  [[nodiscard]] bool tryLock();
  void sign() const;

  std::filesystem::path path_;
  FileDescriptor file_;
  std::string fault_;
};

}  // namespace herald
