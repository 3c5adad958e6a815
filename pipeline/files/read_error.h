// What goes wrong when a file is read: a slide, an annotation, a result.
#pragma once

#include <filesystem>
#include <stdexcept>
#include <string>

namespace herald {

// The file cannot be opened or read. what() is one line: file, place (level, position, element) where known, cause.
class ReadError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// "<path>: <cause>" in one line: line breaks in `cause` become spaces.
[[nodiscard]] ReadError readError(const std::filesystem::path& path, const std::string& cause);

}  // namespace herald
