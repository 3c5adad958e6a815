// Text in UTF-16, as PowerShell and some Windows programs save it. Pure; thread-safe.
#pragma once

#include <string>
#include <string_view>

namespace herald {

enum class TextEncoding { kUtf8, kUtf16LittleEndian, kUtf16BigEndian, kUtf32 };

// By the byte-order mark, or by the zero beside a first character below 256. Anything else is taken for UTF-8. The
// first four bytes are enough.
[[nodiscard]] TextEncoding encodingOf(std::string_view bytes);

// The same text in UTF-8, without byte-order mark. Throws std::invalid_argument for half a character.
[[nodiscard]] std::string utf8FromUtf16(std::string_view bytes, TextEncoding encoding);

}  // namespace herald
