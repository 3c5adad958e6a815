#include "tests/architecture/rooms.h"

namespace herald {

std::optional<std::size_t> roomOf(std::string_view path) {
  std::optional<std::size_t> found;
  for (std::size_t i = 0; i < kRooms.size(); ++i) {
    const bool inside =
        path.starts_with(kRooms[i]) && (path.size() == kRooms[i].size() || path[kRooms[i].size()] == '/');
    if (inside && (!found || kRooms[i].size() > kRooms[*found].size())) found = i;
  }
  return found;
}

}  // namespace herald
