// Plain text and addresses as HTML. Pure; thread-safe.
#pragma once

#include <string>
#include <string_view>

namespace herald {

// Text for between tags and inside quoted attributes: & < > " ' as entities, control characters as in printable.h,
// bytes that are not UTF-8 as U+FFFD.
[[nodiscard]] std::string htmlText(std::string_view text);

// A relative path as a link's address: every byte but letters, digits and - . _ ~ / percent-encoded.
[[nodiscard]] std::string htmlPath(std::string_view relative_path);

}  // namespace herald
