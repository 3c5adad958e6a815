// herald phantom --out DIR ...: synthetic slides with exact truth.
#pragma once

#include <string>
#include <vector>

namespace herald {

// Arguments without program and command name. Throws std::invalid_argument for wrong usage (exit code 2).
int phantomCommand(const std::vector<std::string>& arguments);

}  // namespace herald
