#include "pipeline/slides/slide_folder_mark.h"

#include <fcntl.h>

#include <array>
#include <cerrno>
#include <fstream>
#include <string>
#include <system_error>

#include "pipeline/files/atomic_file.h"
#include "pipeline/files/file_descriptor.h"
#include "pipeline/files/output_names.h"

namespace herald {
namespace {

namespace fs = std::filesystem;

// No device or pipe: opening one can wait for ever.
bool isPlainFile(const fs::path& path) {
  std::error_code error;
  return fs::is_regular_file(path, error);
}

fs::path markOf(const fs::path& folder) {
  return folder / ".herald.unfinished";
}

}  // namespace

bool isSlideFolderName(std::string_view name) {
  constexpr std::size_t kHexDigits = 8;
  if (name.size() <= kHexDigits || name[name.size() - kHexDigits - 1] != '-') return false;
  return name.substr(name.size() - kHexDigits).find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

bool holdsSlideResult(const fs::path& folder) {
  const fs::path path = folder / output::kResultJson;
  if (!isPlainFile(path)) return false;
  std::array<char, 256> first{};
  std::ifstream file(path, std::ios::binary);
  file.read(first.data(), first.size());
  std::string text(first.data(), static_cast<std::size_t>(file.gcount()));
  std::erase_if(text, [](char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; });
  return text.starts_with(R"({"schema":"herald.result/)");
}

bool isMarkedUnfinished(const fs::path& folder) {
  return isPlainFile(markOf(folder));
}

bool isSlideFolder(const fs::path& folder) {
  return holdsSlideResult(folder) || isMarkedUnfinished(folder);
}

void markUnfinished(const fs::path& folder) {
  const FileDescriptor file(markOf(folder), O_WRONLY | O_CREAT | O_NOFOLLOW);
  if (!file.valid())
    throw OutputError(markOf(folder).string() + ": cannot create the file: " + std::generic_category().message(errno));
}

void unmarkUnfinished(const fs::path& folder) {
  std::error_code ignored;
  fs::remove(markOf(folder), ignored);
}

}  // namespace herald
