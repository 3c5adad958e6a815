// herald compare: a program's scores against readers, or one run against another.
#pragma once

#include <string>
#include <vector>

namespace herald {

// Returns the exit code. Throws std::invalid_argument for wrong usage and for what cannot be compared.
[[nodiscard]] int compareCommand(const std::vector<std::string>& arguments);

}  // namespace herald
