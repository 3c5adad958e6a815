#include "pipeline/annotations/annotation_encoding.h"

#include <cstddef>
#include <cstdint>
#include <stdexcept>

namespace herald {
namespace {

void append(std::string& text, std::uint32_t code) {
  const auto add = [&](std::uint32_t byte) { text += static_cast<char>(byte); };
  if (code < 0x80) return add(code);
  if (code < 0x800) {
    add(0xC0 | code >> 6);
  } else if (code < 0x10000) {
    add(0xE0 | code >> 12);
    add(0x80 | (code >> 6 & 0x3F));
  } else {
    add(0xF0 | code >> 18);
    add(0x80 | (code >> 12 & 0x3F));
    add(0x80 | (code >> 6 & 0x3F));
  }
  add(0x80 | (code & 0x3F));
}

}  // namespace

TextEncoding encodingOf(std::string_view bytes) {
  using namespace std::string_view_literals;
  if (bytes.starts_with("\xFF\xFE\0\0"sv) || bytes.starts_with("\0\0\xFE\xFF"sv)) return TextEncoding::kUtf32;
  if (bytes.starts_with("\xFF\xFE"sv)) return TextEncoding::kUtf16LittleEndian;
  if (bytes.starts_with("\xFE\xFF"sv)) return TextEncoding::kUtf16BigEndian;
  if (bytes.size() >= 2 && bytes[0] != 0 && bytes[1] == 0) return TextEncoding::kUtf16LittleEndian;
  if (bytes.size() >= 2 && bytes[0] == 0 && bytes[1] != 0) return TextEncoding::kUtf16BigEndian;
  return TextEncoding::kUtf8;
}

std::string utf8FromUtf16(std::string_view bytes, TextEncoding encoding) {
  const auto fault = [] { return std::invalid_argument("broken UTF-16 text: half a character; save it as UTF-8"); };
  if (bytes.size() % 2 != 0) throw fault();
  const auto unit = [&](std::size_t i) {
    const std::uint32_t first = static_cast<unsigned char>(bytes[i]);
    const std::uint32_t second = static_cast<unsigned char>(bytes[i + 1]);
    return encoding == TextEncoding::kUtf16BigEndian ? first << 8 | second : second << 8 | first;
  };
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); i += 2) {
    std::uint32_t code = unit(i);
    if (i == 0 && code == 0xFEFF) continue;
    if (code >= 0xD800 && code < 0xE000) {  // the first of two units
      if (code >= 0xDC00 || i + 4 > bytes.size()) throw fault();
      i += 2;
      const std::uint32_t low = unit(i);
      if (low < 0xDC00 || low >= 0xE000) throw fault();
      code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
    }
    append(text, code);
  }
  return text;
}

}  // namespace herald
