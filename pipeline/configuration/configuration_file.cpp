#include "pipeline/configuration/configuration_file.h"

#include <fstream>
#include <stdexcept>

#include "pipeline/files/whole_file.h"

namespace herald {

std::string textOfConfigurationFile(const std::string& path) {
  constexpr std::size_t kMostBytes = std::size_t{1} << 20;  // 70 times what --print-config writes
  std::ifstream file(path, std::ios::binary);
  std::string text;
  try {
    text = wholeText(file, kMostBytes);
  } catch (const std::invalid_argument& error) {
    throw std::invalid_argument(path + ": " + error.what() + ": not a configuration");
  }
  if (text.empty()) throw std::invalid_argument(path + ": cannot be read or is empty");
  return text;
}

}  // namespace herald
