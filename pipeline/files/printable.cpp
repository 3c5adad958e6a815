#include "pipeline/files/printable.h"

namespace herald {

std::string printable(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string line;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte != 0x7f)
      line += c;
    else if (c == '\n')
      line += "\\n";
    else
      line += {'\\', 'x', kDigits[byte / 16], kDigits[byte % 16]};
  }
  return line;
}

}  // namespace herald
