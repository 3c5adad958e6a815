// herald view: the slides of a folder of results in the browser, with their cells and live thresholds.
#pragma once

#include <string>
#include <vector>

namespace herald {

// Runs until it is interrupted. The exit code. Throws std::invalid_argument for wrong usage.
int viewCommand(const std::vector<std::string>& arguments);

}  // namespace herald
