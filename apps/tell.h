// Messages for whoever runs the program.
#pragma once

#include <string>

namespace herald {

// One line to stderr. A stderr that cannot be written (closed, full disk) is not an error.
void tell(const std::string& line);

}  // namespace herald
