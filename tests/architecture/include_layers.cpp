#include "tests/architecture/include_layers.h"

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <set>

#include "tests/architecture/rooms.h"
#include "tests/architecture/source_tree.h"

namespace herald {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 5> kLayers = {"stain", "segmentation", "scoring", "pipeline", "apps"};

// Files, threads, clock and the libraries that bring them: pipeline's and apps' alone. Beginnings of header names.
constexpr std::array<std::string_view, 25> kOutsideWorld = {
    "openslide", "tbb/",     "oneapi/", "hdf5",  "H5",     "opencv2/", "png.h",        "tiff",       "turbojpeg.h",
    "jpeglib.h", "xxhash.h", "zlib.h",  "fmt/",  "mutex",  "atomic",   "libdeflate.h", "filesystem", "fstream",
    "iostream",  "cstdio",   "chrono",  "ctime", "thread", "future",   "random_d"};

using Graph = std::map<std::string, std::set<std::string>>;

// A header and its source are one module, called by their path without the ending.
std::string moduleOf(const std::string& path) {
  return path.substr(0, path.rfind('.'));
}

class Inspection {
 public:
  explicit Inspection(const fs::path& folder) : folder_(folder) {
    for (const std::string_view layer : kLayers) {
      for (const std::string& file : filesBelow(folder, layer, {".h", ".cpp", ".inc"})) sources_.insert(file);
      for (const std::string& file : filesBelow(folder, layer, {".h", ".cpp", "CMakeLists.txt", ".cmake", ".sh"}))
        builders_.insert(file);
    }
  }

  std::vector<std::string> breaches() {
    for (const std::string& file : sources_) {
      requireRoom(file);
      for (const Include& include : includesOf(folder_, file)) {
        if (include.quoted)
          judgeOwn(file, include.header);
        else
          judgeLibrary(file, include.header);
      }
    }
    for (const std::string& file : builders_)
      for (const std::string& named : filesNamedIn(folder_, file)) judgeEmbedded(file, named);
    addCycles("modules", modules_);
    addCycles("rooms", rooms_);
    std::sort(breaches_.begin(), breaches_.end());
    return std::move(breaches_);
  }

 private:
  void add(const std::string& breach) { breaches_.push_back(breach); }

  void requireRoom(const std::string& file) {
    const std::string folder = fs::path(file).parent_path().generic_string();
    if (std::find(kRooms.begin(), kRooms.end(), folder) == kRooms.end())
      add(file + ": " + folder + " is not in the table of rooms");
  }

  void judgeLibrary(const std::string& file, const std::string& header) {
    const bool outside =
        std::any_of(kOutsideWorld.begin(), kOutsideWorld.end(), [&](auto start) { return header.starts_with(start); });
    const auto room = roomOf(file);
    if (outside && room && room < roomOf(kFirstRoomOfTheWorld))
      add(file + " includes " + header + ": an algorithm layer may not touch the outside world");
  }

  void judgeOwn(const std::string& file, const std::string& header) {
    const auto from = roomOf(file);
    const auto to = roomOf(header);
    if (!to) return add(file + " includes " + header + ": in no room");
    if (!sources_.contains(header)) return add(file + " includes " + header + ": no such file");
    if (from) {
      judgeOrder(file + " includes " + header, *from, *to);
      if (from != to) rooms_[std::string(kRooms[*from])].insert(std::string(kRooms[*to]));
    }
    if (moduleOf(file) != moduleOf(header)) modules_[moduleOf(file)].insert(moduleOf(header));
  }

  void judgeEmbedded(const std::string& file, const std::string& named) {
    // A CMake file may stand above rooms and name their folders, to build them.
    const std::string folder = fs::path(file).parent_path().generic_string() + "/";
    const bool is_room = std::find(kRooms.begin(), kRooms.end(), named) != kRooms.end();
    if (is_room && named.starts_with(folder)) return;
    const auto from = roomOf(file);
    const auto to = roomOf(named);
    if (!from || !to) return add(file + " embeds " + named + ": in no room");
    judgeOrder(file + " embeds " + named, *from, *to);
  }

  void judgeOrder(const std::string& what, std::size_t from, std::size_t to) {
    if (to > from) add(what + ": " + std::string(kRooms[to]) + " stands above " + std::string(kRooms[from]));
  }

  // Cycles of a graph, each once, as "a -> b -> a".
  void addCycles(const std::string& of, const Graph& graph) {
    std::vector<std::string> path;
    std::set<std::string> finished;
    const std::function<void(const std::string&)> visit = [&](const std::string& node) {
      if (const auto again = std::find(path.begin(), path.end(), node); again != path.end()) {
        std::string cycle = "cycle of " + of + ": ";
        for (auto step = again; step != path.end(); ++step) cycle += *step + " -> ";
        return add(cycle + node);
      }
      const auto edges = graph.find(node);
      if (edges == graph.end() || finished.contains(node)) return;
      path.push_back(node);
      for (const std::string& next : edges->second) visit(next);
      path.pop_back();
      finished.insert(node);
    };
    for (const auto& [node, unused] : graph) visit(node);
  }

  fs::path folder_;
  std::set<std::string> sources_;
  std::set<std::string> builders_;
  Graph modules_;
  Graph rooms_;
  std::vector<std::string> breaches_;
};

}  // namespace

std::vector<std::string> includeBreaches(const fs::path& source_folder) {
  return Inspection(source_folder).breaches();
}

}  // namespace herald
