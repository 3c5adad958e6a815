// Reads every #include of the five layers and says which ones break the house rules.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace herald {

// One line a breach, sorted: "stain/a.cpp includes pipeline/b.h: stain may include stain only", headers of libraries
// and of the outside world in algorithm layers, includes that form a cycle, includes of project files that are absent.
[[nodiscard]] std::vector<std::string> includeBreaches(const std::filesystem::path& source_folder);

}  // namespace herald
