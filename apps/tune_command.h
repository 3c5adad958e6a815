// herald tune DIR --reference readers.csv --out F.toml: the cuts under which a folder of results agrees best with
// readers.
#pragma once

#include <string>
#include <vector>

namespace herald {

// Returns the exit code. Throws std::invalid_argument for wrong usage, and for results and readers that cannot be tuned
// on.
[[nodiscard]] int tuneCommand(const std::vector<std::string>& arguments);

}  // namespace herald
