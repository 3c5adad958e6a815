// What the files of a source folder include, embed and compile in, as their text says it.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace herald {

// Paths from `folder`, sorted, of the files below `folder`/`part` with one of these endings.
[[nodiscard]] std::vector<std::string> filesBelow(const std::filesystem::path& folder, std::string_view part,
                                                  const std::vector<std::string_view>& endings);

struct Include {
  std::string header;  // as written
  bool quoted = false;
};
[[nodiscard]] std::vector<Include> includesOf(const std::filesystem::path& folder, const std::string& file);

// Files and folders of the tree that a CMake file, a shell script or an .incbin of a C++ source names: paths from
// `folder`, sorted, each once. They may be written from the file's own folder or, with a "/" in them, from `folder`; of
// CMake's variables those of the source folders are known.
[[nodiscard]] std::vector<std::string> filesNamedIn(const std::filesystem::path& folder, const std::string& file);

}  // namespace herald
