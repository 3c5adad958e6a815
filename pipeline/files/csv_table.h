// A table with named columns, as people and spreadsheets write it: comma, semicolon or tab between fields, told by the
// header; column names in any case; a byte order mark; lines ended by LF or CRLF. What had to be guessed is in notes().
// Values; reading is thread-safe.
#pragma once

#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/files/csv.h"

namespace herald {

// Content of a file of at most 256 MiB. Throws std::invalid_argument naming it: cannot be read, too long.
[[nodiscard]] std::string readTableFile(const std::filesystem::path& path);

// What becomes of columns that are not known.
enum class OtherColumns {
  kJudge,   // noted and left out; refused when they are nearly called like a known one
  kIgnore,  // left out
};

class CsvTable {
 public:
  // `file` is named in messages. Throws std::invalid_argument naming file and line: not UTF-8 text, no header, a column
  // twice, a row of another length, an open quote.
  CsvTable(std::string_view text, std::string file, std::span<const std::string_view> known,
           OtherColumns others = OtherColumns::kJudge);

  [[nodiscard]] std::size_t size() const { return rows_.size(); }
  [[nodiscard]] bool has(std::string_view column) const { return places_.contains(column); }
  // As written; empty where the table has no such column.
  [[nodiscard]] std::string_view field(std::size_t row, std::string_view column) const;
  // The same without white space at its ends.
  [[nodiscard]] std::string_view trimmed(std::size_t row, std::string_view column) const;
  [[nodiscard]] int line(std::size_t row) const { return rows_.at(row).line; }
  [[nodiscard]] char separator() const { return separator_; }
  [[nodiscard]] const std::string& file() const { return file_; }

  // Guesses to tell the user, each once with the line where it was first made and how often.
  void note(std::size_t row, const std::string& guess);
  [[nodiscard]] std::vector<std::string> notes() const;

  // std::invalid_argument with file, line and cause.
  [[noreturn]] void fail(std::size_t row, const std::string& cause) const;
  [[noreturn]] void failAtHeader(const std::string& cause) const;

 private:
  struct Guess {
    std::string text;
    int first_line = 1;
    int times = 1;
  };
  void readHeader(const CsvRow& header, std::span<const std::string_view> known, OtherColumns others);

  std::string file_;
  char separator_ = ',';
  int header_line_ = 1;
  std::vector<CsvRow> rows_;
  std::map<std::string, std::size_t, std::less<>> places_;
  std::vector<Guess> guesses_;
};

}  // namespace herald
