// Gzip, a piece at a time: each piece is a member of its own (RFC 1952, 2.2), and members one behind the other are a
// gzip file, so that pieces can be compressed side by side.
#pragma once

#include <string>
#include <string_view>

namespace herald {

// Appends `text` compressed, without a time or a name. Equal text gives equal bytes. Thread-safe for different `out`.
void appendGzipMember(std::string_view text, std::string& out);

}  // namespace herald
