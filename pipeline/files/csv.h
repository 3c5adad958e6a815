// Reading and writing comma-separated values (RFC 4180): quoted fields, doubled quotes, line breaks in quotes, CRLF or
// LF, a byte order mark. Empty lines are skipped. Pure; thread-safe.
#pragma once

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace herald {

struct CsvRow {
  int line = 0;  // where the row starts, from 1
  std::vector<std::string> fields;
};

// `separator` stands between fields: ',', or what spreadsheets write in other countries. Throws std::invalid_argument
// naming the line for a quote that is not closed, or text after a closing quote.
[[nodiscard]] std::vector<CsvRow> parseCsv(std::string_view text, char separator = ',');

// One line with its line feed; fields with a comma, a quote or a line break are quoted.
[[nodiscard]] std::string csvLine(std::span<const std::string> fields);
[[nodiscard]] std::string csvLine(std::initializer_list<std::string> fields);

}  // namespace herald
