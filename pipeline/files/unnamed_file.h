// A file without a name, for what has no room in memory while a step runs: it is unlinked as soon as it is open, so
// that it disappears with the process, whatever ends it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

#include "pipeline/files/file_descriptor.h"

namespace herald {

class UnnamedFile {
 public:
  // A file in `folder`; `holds` names in messages what it is for ("cells"). Throws OutputError when it cannot be made.
  UnnamedFile(const std::filesystem::path& folder, std::string holds);

  // All of `bytes`, to or from `position` on. Throw OutputError naming the folder, e.g. when the disk is full or the
  // file ends before. Thread-safe for different places.
  void write(std::uint64_t position, std::span<const std::byte> bytes) const;
  void read(std::uint64_t position, std::span<std::byte> bytes) const;

 private:
  [[noreturn]] void fail(const std::string& action, int error) const;

  std::filesystem::path folder_;
  std::string holds_;
  FileDescriptor file_;
};

}  // namespace herald
