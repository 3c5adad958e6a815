#include "pipeline/slides/slide_files.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <system_error>

#include "pipeline/files/file_hash.h"

namespace herald {
namespace {

constexpr const char* kMirax = ".mrxs";

// "|name:size" of each, sorted.
std::string namesAndSizes(const std::vector<std::filesystem::path>& files) {
  std::vector<std::string> texts;
  std::error_code error;
  for (const auto& file : files)
    texts.push_back(fmt::format("|{}:{}", file.filename().string(), std::filesystem::file_size(file, error)));
  std::sort(texts.begin(), texts.end());
  return fmt::format("{}", fmt::join(texts, ""));
}

}  // namespace

std::vector<std::filesystem::path> companionsOf(const std::filesystem::path& slide) {
  std::vector<std::filesystem::path> files;
  if (slide.extension() != kMirax) return files;
  auto folder = slide;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder.replace_extension(), error))
    files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

bool isCompanionFolder(const std::filesystem::path& folder) {
  std::error_code error;
  return std::filesystem::exists(folder.string() + kMirax, error);
}

std::string slideHash(const std::filesystem::path& slide) {
  return hash128HexOfFile(slide, namesAndSizes(companionsOf(slide)));
}

FileStamp slideStamp(const std::filesystem::path& slide) {
  FileStamp stamp = fileStamp(slide);
  for (const auto& companion : companionsOf(slide)) {
    const FileStamp other = fileStamp(companion);
    stamp.entries.insert(stamp.entries.end(), other.entries.begin(), other.entries.end());
  }
  return stamp;
}

}  // namespace herald
