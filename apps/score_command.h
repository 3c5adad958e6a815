// herald score SLIDE|FOLDER|LIST.csv ... --out DIR
#pragma once

#include <string>
#include <vector>

namespace herald {

// Arguments without program and command name. Gives the exit code (see pipeline/runs/run.h). Throws
// std::invalid_argument for wrong usage or configuration, before any slide is read.
int scoreCommand(const std::vector<std::string>& arguments);

}  // namespace herald
