#include "pipeline/output_folder.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>

#include "pipeline/slide_outputs.h"

namespace herald {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void refuse(const fs::path& path, std::string_view cause) {
  throw UnusableFolder(fmt::format("{}: {}", path.string(), cause));
}

std::string systemsWords(int error) {
  return std::generic_category().message(error);
}

void makeFolder(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) refuse(folder, "the folder cannot be made: " + error.message());
}

void tryWriting(const fs::path& folder) {
  const fs::path trial = partialPathOf(folder / "trial");
  const int file = open(trial.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (file < 0) refuse(folder, "nothing can be written to this folder: " + systemsWords(errno));
  const bool written = write(file, "x", 1) == 1;
  const int error = errno;
  close(file);
  unlink(trial.c_str());
  if (!written) refuse(folder, "nothing can be written to this folder: " + systemsWords(error));
}

// True when `file` is what `path` names: the last holder may have removed it in between.
bool isFileAt(const fs::path& path, int file) {
  struct stat opened {};
  struct stat named {};
  return fstat(file, &opened) == 0 && stat(path.c_str(), &named) == 0 && opened.st_dev == named.st_dev &&
         opened.st_ino == named.st_ino;
}

std::string holderOf(int lock) {
  std::array<char, 200> text{};
  const ssize_t length = pread(lock, text.data(), text.size(), 0);
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

OutputFolder::OutputFolder(const fs::path& out) : out_(out), lock_path_(out / ".herald.lock") {
  makeFolder(out_);
  lock();
  try {
    makeFolder(out_ / "slides");
    tryWriting(out_);
    tryWriting(out_ / "slides");
    removePartialFiles(out_);
    removeUnfinishedSlides(out_);
  } catch (const OutputError& error) {
    close(lock_);
    throw UnusableFolder(error.what());
  }
}

OutputFolder::~OutputFolder() {
  unlink(lock_path_.c_str());  // before it is given back: whoever waits for it sees that it is gone
  close(lock_);
}

void OutputFolder::lock() {
  while (!tryLock()) close(lock_);
  signLock();
}

// False: the file has been removed, another one is to be locked.
bool OutputFolder::tryLock() {
  lock_ = open(lock_path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  if (lock_ < 0) refuse(out_, "nothing can be written to this folder: " + systemsWords(errno));
  if (flock(lock_, LOCK_EX | LOCK_NB) == 0) return isFileAt(lock_path_, lock_);
  const int error = errno;
  if (error == EWOULDBLOCK) {
    const std::string holder = holderOf(lock_);
    close(lock_);
    refuse(out_, fmt::format("another run ({}) is writing to this folder: wait for its end or choose another", holder));
  }
  if (error == EINTR) return false;
  warning_ = fmt::format("{}: no lock ({}): start no second run into this folder", out_.string(), systemsWords(error));
  return true;
}

// So that a second run can name this one. Without it the lock holds all the same.
void OutputFolder::signLock() const {
  const std::string holder = thisProcess() + "\n";
  if (ftruncate(lock_, 0) == 0) (void)!pwrite(lock_, holder.data(), holder.size(), 0);
}

}  // namespace herald
