// Files that say how slides are to be judged: configurations and rule sets. Thread-safe.
#pragma once

#include <string>

namespace herald {

// The whole file. Throws std::invalid_argument naming it when it cannot be read, is empty or is larger than 1 MiB.
[[nodiscard]] std::string textOfConfigurationFile(const std::string& path);

}  // namespace herald
