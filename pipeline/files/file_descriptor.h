// An open file of the operating system: closed with its owner, read and written at a position in one piece.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>

namespace herald {

class FileDescriptor {
 public:
  FileDescriptor() = default;
  // Opens `path` with the O_ constants in `mode`; no program started later inherits it (O_CLOEXEC). Not valid() when
  // that fails: errno says why.
  explicit FileDescriptor(const std::filesystem::path& path, int mode, mode_t permissions = 0666);
  // Keeps errno.
  ~FileDescriptor();
  FileDescriptor(FileDescriptor&& other) noexcept;
  FileDescriptor& operator=(FileDescriptor&& other) noexcept;
  FileDescriptor(const FileDescriptor&) = delete;
  FileDescriptor& operator=(const FileDescriptor&) = delete;

  [[nodiscard]] bool valid() const { return number_ >= 0; }
  // For system calls; -1 when not valid.
  [[nodiscard]] int get() const { return number_; }

  // All of `bytes` from or to `position` on, going on after signals. False when that fails: errno says why, 0 when the
  // file ends before. Thread-safe for different places.
  [[nodiscard]] bool readAt(std::uint64_t position, std::span<std::byte> bytes) const;
  [[nodiscard]] bool writeAt(std::uint64_t position, std::span<const std::byte> bytes) const;

  // False when closing fails (errno): network file systems report a full disk only here.
  [[nodiscard]] bool closeNow();

 private:
  int number_ = -1;
};

}  // namespace herald
