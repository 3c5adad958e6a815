#include "pipeline/files/csv_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <fstream>
#include <stdexcept>

#include "pipeline/files/printable.h"
#include "scoring/suggestion.h"

namespace herald {
namespace {

std::string_view withoutEnds(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n";
  const std::size_t begin = text.find_first_not_of(kSpace);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kSpace) - begin + 1);
}

std::string lowerCase(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return lower;
}

// The commonest of the three in the first line; comma where there is none.
char separatorOf(std::string_view text) {
  constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  const std::string_view header = text.substr(0, text.find('\n', text.find_first_not_of("\r\n")));
  constexpr std::array kSeparators = {',', ';', '\t'};
  return *std::max_element(kSeparators.begin(), kSeparators.end(), [&](char a, char b) {
    return std::count(header.begin(), header.end(), a) < std::count(header.begin(), header.end(), b);
  });
}

}  // namespace

std::string readTableFile(const std::filesystem::path& path) {
  constexpr std::size_t kMostBytes = std::size_t{256} << 20;
  std::ifstream file(path, std::ios::binary);
  std::string text;
  std::array<char, 1 << 16> block{};
  while (file.read(block.data(), block.size()) || file.gcount() > 0) {
    text.append(block.data(), static_cast<std::size_t>(file.gcount()));
    if (text.size() > kMostBytes) throw std::invalid_argument(path.string() + ": is larger than 256 MiB");
  }
  if (!file.is_open() || file.bad() || text.empty())
    throw std::invalid_argument(path.string() + ": cannot be read or is empty");
  return text;
}

CsvTable::CsvTable(std::string_view text, std::string file, std::span<const std::string_view> known,
                   OtherColumns others)
    : file_(std::move(file)), separator_(separatorOf(text)) {
  if (text.find('\0') != std::string_view::npos)
    throw std::invalid_argument(file_ + ": is not a UTF-8 table; save it as \"CSV UTF-8\"");
  try {
    rows_ = parseCsv(text, separator_);
  } catch (const std::invalid_argument& error) {
    throw std::invalid_argument(file_ + ": " + error.what());
  }
  if (rows_.empty()) throw std::invalid_argument(file_ + ": is empty");
  readHeader(rows_.front(), known, others);
  const std::size_t columns = rows_.front().fields.size();
  rows_.erase(rows_.begin());
  for (std::size_t i = 0; i < rows_.size(); ++i)
    if (rows_[i].fields.size() != columns)
      fail(i, fmt::format("{} fields, but the header has {}", rows_[i].fields.size(), columns));
  if (separator_ != ',')
    guesses_.push_back({fmt::format("{} separates the fields", separator_ == ';' ? "a semicolon" : "a tab")});
}

void CsvTable::readHeader(const CsvRow& header, std::span<const std::string_view> known, OtherColumns others) {
  header_line_ = header.line;
  for (std::size_t i = 0; i < header.fields.size(); ++i) {
    const std::string name = lowerCase(withoutEnds(header.fields[i]));
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      if (others == OtherColumns::kIgnore) continue;
      if (nearestName(name, known))
        failAtHeader(fmt::format("unknown column \"{}\"{}", printable(name), didYouMean(name, known)));
      guesses_.push_back({fmt::format("column \"{}\" is not used", printable(name)), header.line});
    } else if (!places_.emplace(name, i).second) {
      failAtHeader(fmt::format("column \"{}\" appears twice", name));
    }
  }
}

std::string_view CsvTable::field(std::size_t row, std::string_view column) const {
  const auto place = places_.find(column);
  return place == places_.end() ? std::string_view() : rows_.at(row).fields.at(place->second);
}

std::string_view CsvTable::trimmed(std::size_t row, std::string_view column) const {
  return withoutEnds(field(row, column));
}

void CsvTable::note(std::size_t row, const std::string& guess) {
  const auto known = std::find_if(guesses_.begin(), guesses_.end(), [&](const Guess& g) { return g.text == guess; });
  if (known == guesses_.end())
    guesses_.push_back({guess, line(row), 1});
  else
    ++known->times;
}

std::vector<std::string> CsvTable::notes() const {
  std::vector<std::string> notes;
  for (const Guess& guess : guesses_)
    notes.push_back(fmt::format("{}: line {}: {}{}", file_, guess.first_line, guess.text,
                                guess.times > 1 ? fmt::format(" ({} times)", guess.times) : ""));
  return notes;
}

void CsvTable::fail(std::size_t row, const std::string& cause) const {
  throw std::invalid_argument(fmt::format("{}: line {}: {}", file_, line(row), cause));
}

void CsvTable::failAtHeader(const std::string& cause) const {
  throw std::invalid_argument(fmt::format("{}: line {}: {}", file_, header_line_, cause));
}

}  // namespace herald
