#include "pipeline/files/file_lock.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

namespace herald {
namespace {

// True when `file` is what `path` names: the last holder may have removed it in between.
bool isFileAt(const std::filesystem::path& path, int file) {
  struct stat opened {};
  struct stat named {};
  return fstat(file, &opened) == 0 && stat(path.c_str(), &named) == 0 && opened.st_dev == named.st_dev &&
         opened.st_ino == named.st_ino;
}

std::string holderOf(int file) {
  std::array<char, 200> text{};
  const ssize_t length = pread(file, text.data(), text.size(), 0);
  std::string holder(text.data(), length > 0 ? static_cast<std::size_t>(length) : 0);
  std::erase_if(holder, [](char c) { return static_cast<unsigned char>(c) < 0x20; });
  return holder.empty() ? "process unknown" : holder;
}

std::string thisProcess() {
  std::array<char, 256> host{};
  if (gethostname(host.data(), host.size() - 1) != 0) host[0] = '?';
  return fmt::format("process {} on {}", getpid(), host.data());
}

}  // namespace

FileLock::FileLock(std::filesystem::path path) : path_(std::move(path)) {
  while (!tryLock()) {
  }
  sign();
}

FileLock::~FileLock() {
  unlink(path_.c_str());  // before it is given back: whoever waits for it sees that it is gone
}

// False: the file has been removed, another one is to be locked.
bool FileLock::tryLock() {
  file_ = FileDescriptor(path_, O_RDWR | O_CREAT);
  if (!file_.valid()) throw std::system_error(errno, std::generic_category());
  if (flock(file_.get(), LOCK_EX | LOCK_NB) == 0) return isFileAt(path_, file_.get());
  const int error = errno;
  if (error == EWOULDBLOCK) throw LockTaken(holderOf(file_.get()));
  if (error == EINTR) return false;
  fault_ = std::generic_category().message(error);
  return true;
}

// So that others can name the holder. Without it the lock holds all the same.
void FileLock::sign() const {
  const std::string holder = thisProcess() + "\n";
  if (ftruncate(file_.get(), 0) == 0) (void)!pwrite(file_.get(), holder.data(), holder.size(), 0);
}

}  // namespace herald
