#include "apps/tell.h"

#include <cstdio>

namespace herald {

void tell(const std::string& line) {
  std::fputs((line + "\n").c_str(), stderr);
}

}  // namespace herald
