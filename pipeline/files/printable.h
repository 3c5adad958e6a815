// Names and messages on one line of a terminal or a log.
#pragma once

#include <string>
#include <string_view>

namespace herald {

// Control characters, which could break the line or steer the terminal, as \n, \t, \x1b ...; all else as it is.
[[nodiscard]] std::string printable(std::string_view text);

// Bytes that are not UTF-8 (names of files may have any) replaced by U+FFFD, as in JSON documents.
[[nodiscard]] std::string validUtf8(std::string_view text);

}  // namespace herald
