#include "pipeline/files/unnamed_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "pipeline/files/atomic_file.h"

namespace herald {

UnnamedFile::UnnamedFile(const std::filesystem::path& folder, std::string holds)
    : folder_(folder), holds_(std::move(holds)) {
  const std::filesystem::path path = partialPathOf(folder_ / holds_);
  file_ = FileDescriptor(path, O_RDWR | O_CREAT | O_EXCL, 0600);
  if (!file_.valid()) fail("create a temporary file", errno);
  if (unlink(path.c_str()) != 0) fail("unlink a temporary file", errno);
}

void UnnamedFile::write(std::uint64_t position, std::span<const std::byte> bytes) const {
  if (!file_.writeAt(position, bytes)) fail("write " + holds_ + " to a temporary file", errno);
}

void UnnamedFile::read(std::uint64_t position, std::span<std::byte> bytes) const {
  if (!file_.readAt(position, bytes)) fail("read " + holds_ + " back from a temporary file", errno == 0 ? EIO : errno);
}

void UnnamedFile::fail(const std::string& action, int error) const {
  throw OutputError(folder_.string() + ": cannot " + action + ": " + std::generic_category().message(error));
}

}  // namespace herald
