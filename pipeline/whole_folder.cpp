#include "pipeline/whole_folder.h"

#include <fmt/format.h>

#include <stdexcept>

#include "pipeline/atomic_file.h"

namespace herald {
namespace fs = std::filesystem;

fs::path newFolderPath(const fs::path& out) {
  std::error_code error;
  fs::path path = fs::weakly_canonical(fs::absolute(out), error);
  if (error || path.empty()) path = fs::absolute(out).lexically_normal();
  if (!path.has_filename()) path = path.parent_path();
  const auto status = fs::symlink_status(path, error);
  if (!fs::exists(status)) return path;
  if (!fs::is_directory(status)) throw std::invalid_argument(out.string() + ": is no folder");
  const bool empty = fs::is_empty(path, error);
  if (error) throw std::invalid_argument(out.string() + ": cannot be looked into: " + error.message());
  if (!empty) throw std::invalid_argument(out.string() + ": the folder is not empty; name a new one for the results");
  return path;
}

void writeWholeFolder(const fs::path& path, const std::function<void(const fs::path& partial)>& write) {
  const fs::path partial = partialPathOf(path);
  try {
    fs::create_directories(path.parent_path());
    fs::create_directory(partial);
    write(partial);
    fs::rename(partial, path);
  } catch (const fs::filesystem_error& error) {
    std::error_code ignored;
    fs::remove_all(partial, ignored);
    throw OutputError(fmt::format("{}: cannot be written: {}", (error.path1().empty() ? path : error.path1()).string(),
                                  error.code().message()));
  } catch (...) {
    std::error_code ignored;
    fs::remove_all(partial, ignored);
    throw;
  }
}

}  // namespace herald
