// Files that are either whole or absent: written aside under a hidden name in the same folder, flushed to the disk
// (fsync), then renamed over the target. When the writer throws, the hidden file is removed and the target stays as it
// was. A process that is killed can leave its hidden file behind; removePartialFiles sweeps those. Thread-safe for
// different paths.
#pragma once

#include <filesystem>
#include <functional>
#include <stdexcept>
#include <string_view>

namespace herald {

// An output cannot be written. what() is one line: path, what was tried, the system's words.
class OutputError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Nothing can be written to an output folder, or another process is writing there. what() is one line. A program that
// gets this has written nothing.
class UnusableFolder : public OutputError {
 public:
  using OutputError::OutputError;
};

// Calls `write` with the path of the hidden file, which it must create and close; then puts it in the place of `path`.
// The folder must exist. Throws OutputError (create, flush, rename), and whatever `write` throws.
void writeFileAtomically(const std::filesystem::path& path,
                         const std::function<void(const std::filesystem::path& partial)>& write);

// The same for bytes that are at hand. Throws OutputError.
void writeFileAtomically(const std::filesystem::path& path, std::string_view bytes);

// A path beside `path` that removePartialFiles recognises and no other writer takes.
[[nodiscard]] std::filesystem::path partialPathOf(const std::filesystem::path& path);

// True when some process made the name in this way for `path`.
[[nodiscard]] bool isPartialOf(const std::filesystem::path& partial, const std::filesystem::path& path);

// Removes the hidden files that earlier, killed processes left in `folder`. Not while another process writes there.
// A folder that does not exist is fine. Throws OutputError when one cannot be removed.
void removePartialFiles(const std::filesystem::path& folder);

}  // namespace herald
