// Which program this is: for --version, for results, and to know whether an earlier result is still what it would give.
#pragma once

#include <map>
#include <string>

namespace herald {

// E.g. "0.1.0".
[[nodiscard]] std::string heraldVersion();

// Version and eight hex digits of the executable's content, e.g. "0.1.0+5f3a09c1": two builds that differ are two
// programs, so that no result of another build is taken for one of this. The version alone where the system does not
// say where the executable is.
[[nodiscard]] std::string programVersion();

// Versions of the libraries in use, by name.
[[nodiscard]] std::map<std::string, std::string> libraryVersions();

}  // namespace herald
