#include "pipeline/files/base64.h"

#include <array>
#include <cstdint>

namespace herald {

std::string base64(std::string_view bytes) {
  constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const auto byte = [&](std::size_t k) {
      return i + k < bytes.size() ? std::uint32_t{static_cast<unsigned char>(bytes[i + k])} : 0U;
    };
    const std::uint32_t three = byte(0) << 16 | byte(1) << 8 | byte(2);
    const std::array<char, 4> four = {kDigits[three >> 18], kDigits[three >> 12 & 63],
                                      i + 1 < bytes.size() ? kDigits[three >> 6 & 63] : '=',
                                      i + 2 < bytes.size() ? kDigits[three & 63] : '='};
    text.append(four.data(), four.size());
  }
  return text;
}

}  // namespace herald
