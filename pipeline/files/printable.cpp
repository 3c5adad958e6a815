#include "pipeline/files/printable.h"

namespace herald {
namespace {

// Bytes of a character, by its first one, and the range of its second one (Unicode, table 3-7); 0: none begins so.
struct Utf8Shape {
  std::size_t bytes = 0;
  unsigned char low = 0x80;
  unsigned char high = 0xbf;
};

Utf8Shape shapeOf(unsigned char first) {
  if (first < 0x80) return {1};
  if (first < 0xc2 || first > 0xf4) return {0};
  if (first < 0xe0) return {2};
  if (first < 0xf0)
    return {3, static_cast<unsigned char>(first == 0xe0 ? 0xa0 : 0x80),
            static_cast<unsigned char>(first == 0xed ? 0x9f : 0xbf)};
  return {4, static_cast<unsigned char>(first == 0xf0 ? 0x90 : 0x80),
          static_cast<unsigned char>(first == 0xf4 ? 0x8f : 0xbf)};
}

}  // namespace

std::string validUtf8(std::string_view text) {
  std::string valid;
  for (std::size_t at = 0; at < text.size();) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const Utf8Shape shape = shapeOf(byte(at));
    std::size_t length = 1;
    while (length < shape.bytes && at + length < text.size() && byte(at + length) >= (length == 1 ? shape.low : 0x80) &&
           byte(at + length) <= (length == 1 ? shape.high : 0xbf))
      ++length;
    valid += length == shape.bytes ? text.substr(at, length) : "\xef\xbf\xbd";
    at += length;
  }
  return valid;
}

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
