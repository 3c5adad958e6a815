#include "pipeline/files/csv.h"

#include <algorithm>
#include <stdexcept>

namespace herald {
namespace {

class CsvParser {
 public:
  CsvParser(std::string_view text, char separator) : text_(text), separator_(separator) {}

  std::vector<CsvRow> rows() {
    std::vector<CsvRow> rows;
    while (!atEnd()) {
      CsvRow row = nextRow();
      if (row.fields.size() > 1 || !row.fields[0].empty()) rows.push_back(std::move(row));
    }
    return rows;
  }

 private:
  [[nodiscard]] bool atEnd() const { return at_ >= text_.size(); }
  [[nodiscard]] bool sees(char c) const { return !atEnd() && text_[at_] == c; }
  [[nodiscard]] bool seesLineEnd() const {
    return sees('\n') || (sees('\r') && (at_ + 1 == text_.size() || text_[at_ + 1] == '\n'));
  }

  CsvRow nextRow() {
    CsvRow row{line_, {nextField()}};
    while (sees(separator_)) {
      ++at_;
      row.fields.push_back(nextField());
    }
    if (sees('\r')) ++at_;
    if (sees('\n')) ++at_;
    ++line_;
    return row;
  }

  std::string nextField() {
    if (sees('"')) return quotedField();
    const std::size_t start = at_;
    while (!atEnd() && !sees(separator_) && !seesLineEnd()) ++at_;
    return std::string(text_.substr(start, at_ - start));
  }

  std::string quotedField() {
    const int start_line = line_;
    std::string field;
    for (++at_; !atEnd(); ++at_) {
      if (sees('"') && at_ + 1 < text_.size() && text_[at_ + 1] == '"') {
        ++at_;
      } else if (sees('"')) {
        ++at_;
        if (!atEnd() && !sees(separator_) && !seesLineEnd()) fail(start_line, "text after a closing quote");
        return field;
      }
      line_ += sees('\n') ? 1 : 0;
      field += text_[at_];
    }
    fail(start_line, "a quote is not closed");
  }

  [[noreturn]] static void fail(int line, const std::string& cause) {
    throw std::invalid_argument("line " + std::to_string(line) + ": " + cause);
  }

  std::string_view text_;
  char separator_;
  std::size_t at_ = 0;
  int line_ = 1;
};

std::string quoted(const std::string& field) {
  if (field.find_first_of(",\"\r\n") == std::string::npos) return field;
  std::string text = "\"";
  for (const char c : field) text += c == '"' ? "\"\"" : std::string(1, c);
  return text + '"';
}

}  // namespace

std::string csvLine(std::span<const std::string> fields) {
  std::string line;
  for (std::size_t i = 0; i < fields.size(); ++i) line.append(i == 0 ? "" : ",").append(quoted(fields[i]));
  return line + '\n';
}

std::string csvLine(std::initializer_list<std::string> fields) {
  return csvLine(std::span(fields.begin(), fields.size()));
}

std::vector<CsvRow> parseCsv(std::string_view text, char separator) {
  constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  return CsvParser(text, separator).rows();
}

}  // namespace herald
