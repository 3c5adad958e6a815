#include "pipeline/files/file_stamp.h"

#include <sys/stat.h>

namespace herald {

FileStamp fileStamp(const std::filesystem::path& path) {
  struct stat status {};
  if (stat(path.c_str(), &status) != 0) return {};
  constexpr std::int64_t kNsPerSecond = 1'000'000'000;
  return {{{status.st_size, status.st_mtim.tv_sec * kNsPerSecond + status.st_mtim.tv_nsec}}};
}

}  // namespace herald
