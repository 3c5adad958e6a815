// Reads every #include, every embedded file and every source compiled in of the five layers, and says which ones break
// the order of rooms (rooms.h).
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace herald {

// One line a breach, sorted: "stain/a.cpp includes scoring/b.h: scoring stands above stain". Breaches are includes and
// embedded files of a room above, cycles of modules (a header and its source are one) and of rooms, sources in a folder
// that is no room, includes of project files that are absent, and headers of the outside world in algorithm layers.
[[nodiscard]] std::vector<std::string> includeBreaches(const std::filesystem::path& source_folder);

}  // namespace herald
