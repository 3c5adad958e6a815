// herald rescore: see --help.
#pragma once

#include <string>
#include <vector>

namespace herald {

// Returns the exit code. Throws std::invalid_argument for wrong usage, UnusableFolder.
[[nodiscard]] int rescoreCommand(const std::vector<std::string>& arguments);

}  // namespace herald
