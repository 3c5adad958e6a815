// Which libraries slides are read with. Thread-safe.
#pragma once

#include <map>
#include <string>

namespace herald {

// Versions of those in use, by name.
[[nodiscard]] std::map<std::string, std::string> slideLibraryVersions();

}  // namespace herald
