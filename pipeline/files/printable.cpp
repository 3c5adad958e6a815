#include "pipeline/files/printable.h"

#include <fmt/format.h>

namespace herald {

std::string printable(std::string_view text) {
  std::string line;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte != 0x7f)
      line += c;
    else if (c == '\n')
      line += "\\n";
    else
      line += fmt::format("\\x{:02x}", byte);
  }
  return line;
}

}  // namespace herald
