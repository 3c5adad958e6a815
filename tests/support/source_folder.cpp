#include "tests/support/source_folder.h"

namespace herald {

std::filesystem::path sourceFolder() {
  return HERALD_SOURCE_DIR;
}

}  // namespace herald
