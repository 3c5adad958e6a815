// herald inspect SLIDE ... [--json]: what a file is, its levels, its pixel size and where that comes from.
#pragma once

#include <string>
#include <vector>

namespace herald {

// Arguments without program and command name. Exit code 1 when a file does not open (the others are still shown), 3
// when nothing is found. Throws std::invalid_argument for wrong usage.
int inspectCommand(const std::vector<std::string>& arguments);

}  // namespace herald
