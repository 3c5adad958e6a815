// Words of a command line as a POSIX shell takes them. Pure; thread-safe.
#pragma once

#include <string>
#include <vector>

namespace herald {

// The word as a shell takes it for one.
[[nodiscard]] std::string quotedForShell(const std::string& word);

// The words of a line that quotedForShell wrote; without what else a shell knows (variables, comments).
[[nodiscard]] std::vector<std::string> wordsOfShell(const std::string& line);

}  // namespace herald
