// Holds what a room's CMakeLists.txt says of it, herald_room(DEPENDS rooms EXPOSES libraries LINKS libraries ...),
// against what its sources include.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace herald {

// One line a breach, sorted: a room that includes a header of a room it does not depend on, itself or through another,
// or of a library that neither it names nor a room it depends on exposes; a room or library that is named and not used.
[[nodiscard]] std::vector<std::string> roomLinkBreaches(const std::filesystem::path& source_folder);

}  // namespace herald
