#include "pipeline/runs/output_folder.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <span>
#include <system_error>

#include "pipeline/files/file_descriptor.h"
#include "pipeline/files/output_names.h"
#include "pipeline/runs/slide_outputs.h"

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
  if (error) refuse(folder, "the folder cannot be created: " + error.message());
}

void tryWriting(const fs::path& folder) {
  const fs::path trial = partialPathOf(folder / "trial");
  const FileDescriptor file(trial, O_WRONLY | O_CREAT | O_EXCL);
  if (!file.valid()) refuse(folder, "nothing can be written to this folder: " + systemsWords(errno));
  const bool written = file.writeAt(0, std::as_bytes(std::span("x", 1)));
  const int error = errno;
  unlink(trial.c_str());
  if (!written) refuse(folder, "nothing can be written to this folder: " + systemsWords(error));
}

}  // namespace

OutputFolder::OutputFolder(const fs::path& out) {
  makeFolder(out);
  try {
    lock_.emplace(out / ".herald.lock");
  } catch (const LockTaken& holder) {
    refuse(out, fmt::format("another run ({}) is writing to this folder: wait until it has finished or choose another",
                            holder.what()));
  } catch (const std::system_error& error) {
    refuse(out, "nothing can be written to this folder: " + error.code().message());
  }
  if (!lock_->fault().empty())
    warning_ = fmt::format("{}: cannot be locked ({}): do not start a second run into this folder", out.string(),
                           lock_->fault());
  try {
    makeFolder(out / output::kSlidesFolder);
    tryWriting(out);
    tryWriting(out / output::kSlidesFolder);
    removePartialFiles(out);
    removeUnfinishedSlides(out);
  } catch (const OutputError& error) {
    throw UnusableFolder(error.what());
  }
}

}  // namespace herald
