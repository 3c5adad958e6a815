#include "tests/architecture/room_links.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <utility>

#include "tests/architecture/rooms.h"
#include "tests/architecture/source_tree.h"

namespace herald {
namespace {

namespace fs = std::filesystem;

// Beginnings of the headers of each library, as CMake calls it.
constexpr std::array<std::pair<std::string_view, std::string_view>, 20> kHeaders = {{
    {"Boost::boost", "boost/"},
    {"Eigen3::Eigen", "Eigen/"},
    {"JPEG::JPEG", "jerror.h"},
    {"JPEG::JPEG", "jpeglib.h"},
    {"PNG::PNG", "png.h"},
    {"PkgConfig::DEFLATE", "libdeflate.h"},
    {"PkgConfig::HDF5", "hdf5.h"},
    {"PkgConfig::HTTPLIB", "httplib.h"},
    {"PkgConfig::OPENSLIDE", "openslide/"},
    {"PkgConfig::TURBOJPEG", "turbojpeg.h"},
    {"PkgConfig::XXHASH", "xxhash.h"},
    {"TBB::tbb", "oneapi/tbb/"},
    {"TBB::tbb", "tbb/"},
    {"TIFF::TIFF", "tiff"},
    {"ZLIB::ZLIB", "zlib.h"},
    {"fmt::fmt", "fmt/"},
    {"herald_json", "nlohmann/"},
    {"herald_opencv", "opencv2/"},
    {"herald_toml", "toml++/"},
    {"pugixml::pugixml", "pugixml.hpp"},
}};

using Names = std::set<std::string>;

struct Room {
  std::map<std::string, Names> said;  // by the keywords of herald_room
  Names rooms;                        // included
  Names libraries;
};

// The room of a folder; without a herald_room in its CMakeLists.txt nothing is said.
std::map<std::string, Names> saidOf(const fs::path& folder) {
  std::ifstream file(folder / "CMakeLists.txt");
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  static const std::regex kCall(R"rx((?:^|\n)herald_room\(([^)]*)\))rx");
  std::smatch call;
  std::map<std::string, Names> said;
  if (!std::regex_search(text, call, kCall)) return said;
  std::istringstream words(call[1]);
  std::string keyword;
  for (std::string word; words >> word;) {
    if (word == "DEPENDS" || word == "EXPOSES" || word == "LINKS" || word == "PRECOMPILED" || word == "SOURCES")
      said[keyword = word];
    else
      said[keyword].insert(word);
  }
  return said;
}

std::string libraryOf(const std::string& header) {
  for (const auto& [library, start] : kHeaders)
    if (header.starts_with(start)) return std::string(library);
  return {};
}

class Inspection {
 public:
  explicit Inspection(const fs::path& folder) {
    for (const std::string_view name : kRooms)
      if (auto said = saidOf(folder / name); !said.empty()) rooms_[std::string(name)].said = std::move(said);
    for (auto& [name, room] : rooms_) read(folder, name, room);
  }

  std::vector<std::string> breaches() {
    for (const auto& [name, room] : rooms_) {
      for (const std::string& depends : namesOf(room, "DEPENDS"))
        if (!room.rooms.contains(depends)) add(name + " depends on " + depends + " and includes nothing of it");
      for (const char* keyword : {"EXPOSES", "LINKS"})
        for (const std::string& library : namesOf(room, keyword))
          if (!room.libraries.contains(library)) add(name + " names " + library + " and includes nothing of it");
    }
    std::sort(breaches_.begin(), breaches_.end());
    return std::move(breaches_);
  }

 private:
  void add(const std::string& breach) { breaches_.push_back(breach); }

  static Names namesOf(const Room& room, const std::string& keyword) {
    const auto said = room.said.find(keyword);
    return said == room.said.end() ? Names() : said->second;
  }

  // All rooms that one depends on, itself or through another.
  void addBelow(const std::string& name, Names& below) const {
    const auto room = rooms_.find(name);
    if (room == rooms_.end()) return;
    for (const std::string& depends : namesOf(room->second, "DEPENDS"))
      if (below.insert(depends).second) addBelow(depends, below);
  }

  void read(const fs::path& folder, const std::string& name, Room& room) {
    Names below;
    addBelow(name, below);
    Names permitted;
    for (const char* keyword : {"EXPOSES", "LINKS"}) permitted.merge(namesOf(room, keyword));
    for (const std::string& other : below)
      if (rooms_.contains(other)) permitted.merge(namesOf(rooms_.at(other), "EXPOSES"));
    for (const std::string& file : filesBelow(folder, name, {".h", ".cpp"})) {
      if (kRooms.at(roomOf(file).value()) != name) continue;
      for (const Include& include : includesOf(folder, file)) judge(name, room, file, include, below, permitted);
    }
  }

  void judge(const std::string& name, Room& room, const std::string& file, const Include& include, const Names& below,
             const Names& permitted) {
    const auto to = include.quoted ? roomOf(include.header) : std::nullopt;
    if (to && kRooms[*to] != name) {
      room.rooms.insert(std::string(kRooms[*to]));
      if (!below.contains(std::string(kRooms[*to])))
        add(file + " includes " + include.header + ": " + name + " does not depend on " + std::string(kRooms[*to]));
    }
    const std::string library = include.quoted ? "" : libraryOf(include.header);
    if (library.empty()) return;
    room.libraries.insert(library);
    if (!permitted.contains(library))
      add(file + " includes " + include.header + ": " + name + " does not link " + library);
  }

  std::map<std::string, Room> rooms_;
  std::vector<std::string> breaches_;
};

}  // namespace

std::vector<std::string> roomLinkBreaches(const fs::path& source_folder) {
  return Inspection(source_folder).breaches();
}

}  // namespace herald
