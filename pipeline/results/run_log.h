// OUT/log.txt: what happened, for whoever has to find out why. Appended to by every run, never read by Herald.
//
// One line an event, "<UTC time> <event>", and indented lines with details below. Entries are written in one piece;
// what has no room on the disk is left out whole. Writing never fails a run.
#pragma once

#include <exception>
#include <filesystem>
#include <string>
#include <vector>

#include "pipeline/files/file_descriptor.h"

namespace herald {

class RunLog {
 public:
  // Opens or makes the file.
  explicit RunLog(const std::filesystem::path& path);

  // Adds an entry. Control characters in it are escaped. False when it could not be written. Not thread-safe.
  bool add(const std::string& event, const std::vector<std::string>& details = {});

 private:
  FileDescriptor file_;
};

// Type and message of an exception and of all that are nested in it, outermost first: "herald::ReadError: a.svs: ...".
[[nodiscard]] std::vector<std::string> causesOf(const std::exception_ptr& failure);

// UTC, ISO 8601, whole seconds.
[[nodiscard]] std::string utcNow();

}  // namespace herald
