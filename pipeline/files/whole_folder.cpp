#include "pipeline/files/whole_folder.h"

#include <fmt/format.h>

#include <stdexcept>
#include <system_error>

#include "pipeline/files/atomic_file.h"
#include "pipeline/files/file_lock.h"

namespace herald {
namespace fs = std::filesystem;
namespace {

// What dead processes left beside `path`, which must be locked.
void removeDeadPartials(const fs::path& path) {
  std::error_code unreadable;
  for (const auto& entry : fs::directory_iterator(path.parent_path(), unreadable))
    if (isPartialOf(entry.path(), path)) fs::remove_all(entry.path());
}

void writeAside(const fs::path& path, const std::function<void(const fs::path& partial)>& write) {
  const fs::path partial = partialPathOf(path);
  try {
    fs::create_directory(partial);
    write(partial);
    fs::rename(partial, path);
  } catch (...) {
    std::error_code ignored;
    fs::remove_all(partial, ignored);
    throw;
  }
}

}  // namespace

fs::path newFolderPath(const fs::path& out) {
  std::error_code error;
  fs::path path = fs::weakly_canonical(fs::absolute(out), error);
  if (error || path.empty()) path = fs::absolute(out).lexically_normal();
  if (!path.has_filename()) path = path.parent_path();
  const auto status = fs::symlink_status(path, error);
  if (!fs::exists(status)) return path;
  if (!fs::is_directory(status)) throw std::invalid_argument(out.string() + ": is not a folder");
  const bool empty = fs::is_empty(path, error);
  if (error) throw std::invalid_argument(out.string() + ": cannot be examined: " + error.message());
  if (!empty) throw std::invalid_argument(out.string() + ": the folder is not empty; name a new one for the results");
  return path;
}

void writeWholeFolder(const fs::path& path, const std::function<void(const fs::path& partial)>& write) {
  try {
    fs::create_directories(path.parent_path());
    const FileLock lock(path.parent_path() / fmt::format(".{}.lock", path.filename().string()));
    if (lock.fault().empty()) removeDeadPartials(path);
    writeAside(path, write);
  } catch (const LockTaken& holder) {
    throw UnusableFolder(
        fmt::format("{}: another merge or comparison ({}) is writing to this folder", path.string(), holder.what()));
  } catch (const fs::filesystem_error& error) {
    throw OutputError(fmt::format("{}: cannot be written: {}", (error.path1().empty() ? path : error.path1()).string(),
                                  error.code().message()));
  } catch (const std::system_error& error) {
    throw OutputError(fmt::format("{}: cannot be written: {}", path.string(), error.code().message()));
  }
}

}  // namespace herald
