// herald merge DIR ... --out DIR: joins shards.
#pragma once

#include <string>
#include <vector>

namespace herald {

// Returns the exit code. Throws std::invalid_argument for wrong usage and for shards that cannot be joined.
[[nodiscard]] int mergeCommand(const std::vector<std::string>& arguments);

}  // namespace herald
