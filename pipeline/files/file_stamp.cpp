#include "pipeline/files/file_stamp.h"

#include <sys/stat.h>

#include <algorithm>
#include <system_error>

namespace herald {
namespace {

void addEntry(const std::filesystem::path& path, FileStamp& stamp) {
  struct stat status {};
  if (stat(path.c_str(), &status) != 0) return;
  constexpr std::int64_t kNsPerSecond = 1'000'000'000;
  stamp.entries.push_back({status.st_size, status.st_mtim.tv_sec * kNsPerSecond + status.st_mtim.tv_nsec});
}

}  // namespace

FileStamp fileStamp(const std::filesystem::path& path) {
  FileStamp stamp;
  addEntry(path, stamp);
  if (path.extension() != ".mrxs") return stamp;
  auto folder = path;
  std::error_code error;
  std::vector<std::filesystem::path> companions;
  for (const auto& entry : std::filesystem::directory_iterator(folder.replace_extension(), error))
    companions.push_back(entry.path());
  std::sort(companions.begin(), companions.end());
  for (const auto& companion : companions) addEntry(companion, stamp);
  return stamp;
}

}  // namespace herald
