// Where this project's sources are: tests read sample slides, rule sets and the sources themselves.
#pragma once

#include <filesystem>

namespace herald {

[[nodiscard]] std::filesystem::path sourceFolder();

}  // namespace herald
