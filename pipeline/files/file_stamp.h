// Whether a file is still the one it was. Reads no content; thread-safe.
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

namespace herald {

// What the file system says of a file, or of several that belong together. A write changes it, and so does putting a
// file of another time in its place. Inode numbers are left out: some network file systems make them up anew.
struct FileStamp {
  struct Entry {
    std::int64_t size_bytes = 0;
    std::int64_t modified_ns = 0;  // since 1970
    friend bool operator==(const Entry&, const Entry&) = default;
  };
  std::vector<Entry> entries;  // empty: there is no such file
  friend bool operator==(const FileStamp&, const FileStamp&) = default;
};

[[nodiscard]] FileStamp fileStamp(const std::filesystem::path& path);

}  // namespace herald
