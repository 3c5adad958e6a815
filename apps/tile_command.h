// herald tile: every intermediate image of one region of a slide.
#pragma once

#include <string>
#include <vector>

namespace herald {

// Exit code. Throws std::invalid_argument for wrong usage, ReadError when the slide cannot be read.
int tileCommand(const std::vector<std::string>& arguments);

}  // namespace herald
