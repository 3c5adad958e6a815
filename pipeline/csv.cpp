#include "pipeline/csv.h"

#include <algorithm>
#include <stdexcept>

namespace herald {
namespace {

class CsvParser {
 public:
  explicit CsvParser(std::string_view text) : text_(text) {}

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
    while (sees(',')) {
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
    while (!atEnd() && !sees(',') && !seesLineEnd()) ++at_;
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
        if (!atEnd() && !sees(',') && !seesLineEnd()) fail(start_line, "text after a closing quote");
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
  std::size_t at_ = 0;
  int line_ = 1;
};

}  // namespace

std::vector<CsvRow> parseCsv(std::string_view text) {
  constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  return CsvParser(text).rows();
}

}  // namespace herald
