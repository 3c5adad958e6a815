// Documents that are taken into memory whole, within bounds: a device has no end, and JSON can nest until the stack is
// used up. Reads files; thread-safe for different streams.
#pragma once

#include <filesystem>
#include <istream>
#include <string>

#include "pipeline/files/json_text.h"

namespace herald {

// result.json has some 30 KB.
inline constexpr std::size_t kLargestResultBytes = std::size_t{4} << 20;
// run.json, summary.csv and a list of slides: below 1 KB a slide.
inline constexpr std::size_t kLargestListBytes = std::size_t{64} << 20;

// Everything up to the end of `file`; empty when it cannot be read. Throws std::invalid_argument, without the file's
// name, when there are more than `most_bytes`.
[[nodiscard]] std::string wholeText(std::istream& file, std::size_t most_bytes);

// The text of a file that must be there. Throws std::invalid_argument naming it when it cannot be read, is empty or has
// more than `most_bytes`.
[[nodiscard]] std::string requiredText(const std::filesystem::path& path, std::size_t most_bytes);

// Throws std::invalid_argument, without the file's name, for a text that is not JSON or is nested deeper than 64
// levels.
[[nodiscard]] OrderedJson boundedJson(const std::string& text);

}  // namespace herald
