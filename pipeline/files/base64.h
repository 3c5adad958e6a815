// Base64 (RFC 4648, section 4), for bytes inside a page. Pure; thread-safe.
#pragma once

#include <string>
#include <string_view>

namespace herald {

// With padding, on one line.
[[nodiscard]] std::string base64(std::string_view bytes);

}  // namespace herald
