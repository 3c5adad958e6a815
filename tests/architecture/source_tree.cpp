#include "tests/architecture/source_tree.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>

namespace herald {
namespace fs = std::filesystem;
namespace {

std::string textOf(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string withoutComments(const std::string& text) {
  static const std::regex kComment("(^|\\s)#[^\\n]*");
  return std::regex_replace(text, kComment, "$1");
}

// What could be paths: words of CMake and shell; of a C++ source what stands behind .incbin or in HERALD_EMBED.
std::vector<std::string> wordsOf(const fs::path& path) {
  static const std::regex kWord(R"rx([^\s"'();=\\]+)rx");
  static const std::regex kIncbin(R"rx((?:\.incbin\s*\\?|HERALD_EMBED\(\w+,\s*)"([^"\\]+))rx");
  const bool is_source = path.extension() == ".cpp" || path.extension() == ".h";
  const std::string text = is_source ? textOf(path) : withoutComments(textOf(path));
  std::vector<std::string> words;
  for (std::sregex_iterator word(text.begin(), text.end(), is_source ? kIncbin : kWord), end; word != end; ++word)
    words.push_back((*word)[is_source ? 1 : 0]);
  return words;
}

// A word with CMake's names of source folders written out, as a path from `folder`; empty when others are left.
fs::path writtenOut(std::string word, const fs::path& own_folder) {
  for (const auto& [variable, value] : {std::pair<std::string, fs::path>{"${PROJECT_SOURCE_DIR}", ""},
                                        {"${CMAKE_SOURCE_DIR}", ""},
                                        {"${CMAKE_CURRENT_SOURCE_DIR}", own_folder},
                                        {"${CMAKE_CURRENT_LIST_DIR}", own_folder}})
    if (word.starts_with(variable)) {
      word = word.substr(variable.size());
      return word.starts_with('/') ? (value / word.substr(1)).lexically_normal() : fs::path();
    }
  return word.find('$') == std::string::npos ? fs::path(word) : fs::path();
}

bool isBelow(const fs::path& path) {
  return !path.empty() && path != "." && path.is_relative() && *path.begin() != "..";
}

}  // namespace

std::vector<std::string> filesBelow(const fs::path& folder, std::string_view part,
                                    const std::vector<std::string_view>& endings) {
  std::vector<std::string> files;
  if (!fs::is_directory(folder / part)) return files;
  for (const auto& entry : fs::recursive_directory_iterator(folder / part)) {
    const std::string path = entry.path().lexically_relative(folder).generic_string();
    const bool wanted = std::any_of(endings.begin(), endings.end(), [&](auto end) { return path.ends_with(end); });
    if (wanted && path.find("node_modules/") == std::string::npos) files.push_back(path);
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::vector<Include> includesOf(const fs::path& folder, const std::string& file) {
  static const std::regex kPattern(R"rx(^\s*#\s*include\s*([<"])([^>"]+)[>"])rx");
  std::vector<Include> includes;
  std::ifstream lines(folder / file);
  std::smatch match;
  for (std::string line; std::getline(lines, line);)
    if (std::regex_search(line, match, kPattern)) includes.push_back({match[2], match[1] == "\""});
  return includes;
}

std::vector<std::string> filesNamedIn(const fs::path& folder, const std::string& file) {
  const fs::path own_folder = fs::path(file).parent_path();
  std::set<std::string> named;
  for (const std::string& word : wordsOf(folder / file)) {
    const fs::path path = writtenOut(word, own_folder);
    const fs::path from_own = (own_folder / path).lexically_normal();
    const bool whole = word.starts_with('$') || path.has_parent_path();
    if (!path.empty() && isBelow(from_own) && fs::exists(folder / from_own)) named.insert(from_own.generic_string());
    if (whole && isBelow(path) && fs::exists(folder / path)) named.insert(path.generic_string());
  }
  return {named.begin(), named.end()};
}

}  // namespace herald
