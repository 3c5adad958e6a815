#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include "tests/architecture/source_tree.h"
#include "tests/support/source_folder.h"
#include "tests/support/temporary_folder.h"

namespace herald {
namespace {

constexpr std::ptrdiff_t kMostLines = 300;

std::ptrdiff_t linesOf(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return std::count(std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>(), '\n');
}

// Sources of the program that are written by hand and too long, as paths from `folder`, sorted.
std::vector<std::string> longSources(const std::filesystem::path& folder) {
  std::vector<std::string> found;
  for (const char* part : {"apps", "pipeline", "scoring", "segmentation", "stain"})
    for (const std::string& file : filesBelow(folder, part, {".cpp", ".h", ".ts", ".mjs", ".css", ".html"})) {
      const bool made = file.find("node_modules/") != std::string::npos || file.starts_with("pipeline/pages/bundle/");
      if (!made && linesOf(folder / file) > kMostLines) found.push_back(file);
    }
  return found;
}

// Longer are three, each one method whose steps have no meaning alone.
TEST(FileLength, NoSourceIsTooLongButThoseThatAreNamed) {
  EXPECT_EQ(longSources(sourceFolder()),
            (std::vector<std::string>{"segmentation/nucleus_outline.cpp", "segmentation/territories.cpp",
                                      "stain/artefacts.cpp"}));
}

TEST(FileLength, ALongFileIsFound) {
  const TemporaryFolder folder;
  folder.write("stain/a.cpp", std::string(kMostLines, '\n'));
  folder.write("scoring/b.h", std::string(kMostLines + 1, '\n'));
  folder.write("apps/web/node_modules/c.ts", std::string(kMostLines + 1, '\n'));
  EXPECT_EQ(longSources(folder.path()), std::vector<std::string>{"scoring/b.h"});
}

}  // namespace
}  // namespace herald
