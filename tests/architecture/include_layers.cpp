#include "tests/architecture/include_layers.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <functional>
#include <map>
#include <regex>
#include <set>

namespace herald {
namespace {

namespace fs = std::filesystem;

// From left to right: each may include itself and what stands after it.
constexpr std::array<std::string_view, 5> kLayers = {"apps", "pipeline", "scoring", "segmentation", "stain"};
constexpr std::size_t kFirstAlgorithmLayer = 2;

// Files, threads, clock and the libraries that bring them: pipeline's and apps' alone. Beginnings of header names.
constexpr std::array<std::string_view, 25> kOutsideWorld = {
    "openslide", "tbb/",     "oneapi/", "hdf5",  "H5",     "opencv2/", "png.h",        "tiff",       "turbojpeg.h",
    "jpeglib.h", "xxhash.h", "zlib.h",  "fmt/",  "mutex",  "atomic",   "libdeflate.h", "filesystem", "fstream",
    "iostream",  "cstdio",   "chrono",  "ctime", "thread", "future",   "random_d"};

struct Include {
  std::string from;  // path from the source folder
  std::string to;    // as written
  bool quoted = false;
};

std::size_t layerOf(const std::string& path) {
  const std::string first = path.substr(0, path.find('/'));
  return static_cast<std::size_t>(std::find(kLayers.begin(), kLayers.end(), first) - kLayers.begin());
}

std::vector<Include> includesOf(const fs::path& folder, const std::string& file) {
  static const std::regex kPattern(R"rx(^\s*#\s*include\s*([<"])([^>"]+)[>"])rx");
  std::vector<Include> includes;
  std::ifstream lines(folder / file);
  std::smatch match;
  for (std::string line; std::getline(lines, line);)
    if (std::regex_search(line, match, kPattern)) includes.push_back({file, match[2], match[1] == "\""});
  return includes;
}

std::vector<std::string> sourceFiles(const fs::path& folder) {
  std::vector<std::string> files;
  for (const auto layer : kLayers) {
    if (!fs::is_directory(folder / layer)) continue;
    for (const auto& entry : fs::recursive_directory_iterator(folder / layer)) {
      const std::string extension = entry.path().extension().string();
      if (extension == ".h" || extension == ".cpp")
        files.push_back(entry.path().lexically_relative(folder).generic_string());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

// Empty when the include is allowed.
std::string breachOf(const Include& include, const std::set<std::string>& files) {
  const std::size_t from = layerOf(include.from);
  const std::string what = include.from + " includes " + include.to + ": ";
  if (!include.quoted) {
    const bool outside = std::any_of(kOutsideWorld.begin(), kOutsideWorld.end(),
                                     [&](auto start) { return include.to.starts_with(start); });
    return outside && from >= kFirstAlgorithmLayer ? what + "an algorithm layer may not touch the outside world" : "";
  }
  const std::size_t to = layerOf(include.to);
  if (to == kLayers.size()) return what + "no layer";
  if (to < from) return what + std::string(kLayers[from]) + " may not include a layer to its left";
  if (!files.contains(include.to)) return what + "no such file";
  return "";
}

// Cycles of the include graph, each once, as "a.h -> b.h -> a.h".
std::vector<std::string> cyclesOf(const std::map<std::string, std::vector<std::string>>& graph) {
  std::vector<std::string> cycles;
  std::vector<std::string> path;
  std::set<std::string> finished;
  const std::function<void(const std::string&)> visit = [&](const std::string& file) {
    if (const auto again = std::find(path.begin(), path.end(), file); again != path.end()) {
      std::string cycle = "include cycle: ";
      for (auto step = again; step != path.end(); ++step) cycle += *step + " -> ";
      cycles.push_back(cycle + file);
      return;
    }
    const auto edges = graph.find(file);
    if (edges == graph.end() || finished.contains(file)) return;
    path.push_back(file);
    for (const std::string& next : edges->second) visit(next);
    path.pop_back();
    finished.insert(file);
  };
  for (const auto& [file, unused] : graph) visit(file);
  return cycles;
}

}  // namespace

std::vector<std::string> includeBreaches(const fs::path& source_folder) {
  const auto files = sourceFiles(source_folder);
  const std::set<std::string> known(files.begin(), files.end());
  std::map<std::string, std::vector<std::string>> graph;
  std::vector<std::string> breaches;
  for (const std::string& file : files)
    for (const Include& include : includesOf(source_folder, file)) {
      if (const std::string breach = breachOf(include, known); !breach.empty()) breaches.push_back(breach);
      if (include.quoted) graph[file].push_back(include.to);
    }
  const auto cycles = cyclesOf(graph);
  breaches.insert(breaches.end(), cycles.begin(), cycles.end());
  std::sort(breaches.begin(), breaches.end());
  return breaches;
}

}  // namespace herald
