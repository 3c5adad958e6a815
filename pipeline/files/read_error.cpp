#include "pipeline/files/read_error.h"

namespace herald {

ReadError readError(const std::filesystem::path& path, const std::string& cause) {
  std::string line = path.string() + ": " + cause;
  for (char& c : line)
    if (c == '\n' || c == '\r') c = ' ';
  while (!line.empty() && line.back() == ' ') line.pop_back();
  return ReadError(line);
}

}  // namespace herald
