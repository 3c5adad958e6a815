#include "pipeline/files/atomic_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <string>
#include <system_error>

#include "pipeline/files/file_descriptor.h"

namespace herald {
namespace {

constexpr std::string_view kPartialMark = ".partial-";

[[noreturn]] void fail(const std::filesystem::path& path, std::string_view action, int error) {
  throw OutputError(path.string() + ": cannot " + std::string(action) + ": " + std::generic_category().message(error));
}

void flushToDisk(const std::filesystem::path& written, const std::filesystem::path& target) {
  const FileDescriptor file(written, O_RDONLY);
  if (!file.valid()) fail(target, "create the file", errno);
  if (fsync(file.get()) != 0) fail(target, "flush to the disk", errno);
}

// Makes the rename last. Some file systems cannot flush a folder; the file itself is safe then, so that is no error.
void flushFolder(const std::filesystem::path& folder) {
  const FileDescriptor handle(folder.empty() ? std::filesystem::path(".") : folder, O_RDONLY | O_DIRECTORY);
  if (handle.valid()) (void)fsync(handle.get());
}

void writeBytes(const std::filesystem::path& partial, const std::filesystem::path& target, std::string_view bytes) {
  FileDescriptor file(partial, O_WRONLY | O_CREAT | O_TRUNC);
  if (!file.valid()) fail(target, "create the file", errno);
  if (!file.writeAt(0, std::as_bytes(std::span(bytes))) || !file.closeNow()) fail(target, "write", errno);
}

// Called as partialPathOf calls them.
bool isPartialName(std::string_view name) {
  const std::size_t mark = name.rfind(kPartialMark);
  if (!name.starts_with('.') || mark == std::string_view::npos) return false;
  const std::string_view numbers = name.substr(mark + kPartialMark.size());
  return !numbers.empty() && numbers.find_first_not_of("0123456789-") == std::string_view::npos;
}

}  // namespace

bool isPartialOf(const std::filesystem::path& partial, const std::filesystem::path& path) {
  const std::string name = partial.filename().string();
  const std::string mark = std::string(".").append(path.filename().string()).append(kPartialMark);
  if (partial.parent_path() != path.parent_path() || !name.starts_with(mark)) return false;
  return name.find_first_not_of("0123456789-", mark.size()) == std::string::npos;
}

// The process id keeps processes apart, the counter threads.
std::filesystem::path partialPathOf(const std::filesystem::path& path) {
  static std::atomic<unsigned> counter{0};
  return path.parent_path() / (std::string(".").append(path.filename().string()).append(kPartialMark) +
                               std::to_string(getpid()) + "-" + std::to_string(counter++));
}

void writeFileAtomically(const std::filesystem::path& path,
                         const std::function<void(const std::filesystem::path& partial)>& write) {
  const std::filesystem::path partial = partialPathOf(path);
  try {
    write(partial);
    flushToDisk(partial, path);
    std::error_code error;
    std::filesystem::rename(partial, path, error);
    if (error) fail(path, "put the file in its place", error.value());
  } catch (...) {
    std::error_code ignored;
    std::filesystem::remove(partial, ignored);
    throw;
  }
  flushFolder(path.parent_path());
}

void writeFileAtomically(const std::filesystem::path& path, std::string_view bytes) {
  writeFileAtomically(path, [&](const std::filesystem::path& partial) { writeBytes(partial, path, bytes); });
}

void removePartialFiles(const std::filesystem::path& folder) {
  std::error_code error;
  std::filesystem::directory_iterator entries(folder, error);
  if (error) return;
  for (const auto& entry : entries) {
    if (!isPartialName(entry.path().filename().string())) continue;
    std::filesystem::remove(entry.path(), error);
    if (error) fail(entry.path(), "remove a leftover", error.value());
  }
}

}  // namespace herald
