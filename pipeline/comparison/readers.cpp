#include "pipeline/comparison/readers.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <stdexcept>
#include <unordered_map>

#include "pipeline/comparison/score_fields.h"
#include "pipeline/comparison/slide_matching.h"
#include "pipeline/files/csv_table.h"
#include "pipeline/files/number_text.h"
#include "pipeline/files/printable.h"

namespace herald {
namespace {

constexpr std::array<std::string_view, 6> kColumns = {"slide", "reader", "score", "ish", "pct_complete", "case_id"};
constexpr std::string_view kOnlyReader = "reader";

// One row, understood.
struct Row {
  std::size_t reader = 0;
  std::optional<Her2Score> score;
  std::optional<double> pct_complete;
};

class ReadersParser {
 public:
  ReadersParser(std::string_view text, const std::string& file) : table_(text, file, kColumns) { readers_.file = file; }

  Readers parse() {
    for (const std::string_view column : {"slide", "score"})
      if (!table_.has(column))
        table_.failAtHeader(
            fmt::format("the first line must name the columns: slide, reader, score, and ish, pct_complete, case_id as "
                        "needed; \"{}\" "
                        "is missing",
                        column));
    if (table_.size() == 0) table_.failAtHeader("there is no row below the header");
    if (!table_.has("reader")) table_.note(0, "there is no column reader: all rows are from one reader");
    for (std::size_t row = 0; row < table_.size(); ++row) add(row);
    for (ReadSlide& slide : readers_.slides) {
      slide.scores.resize(readers_.names.size());
      slide.pct_complete.resize(readers_.names.size());
    }
    readers_.notes = table_.notes();
    return std::move(readers_);
  }

 private:
  void add(std::size_t row) {
    if (table_.trimmed(row, "slide").empty()) table_.fail(row, "slide is empty");
    ReadSlide& slide = slideOf(row);
    const Row rating{readerOf(row), scoreAt(table_, row), percentOf(row)};
    const auto [first, is_new] = line_of_rating_.try_emplace({&slide - readers_.slides.data(), rating.reader}, row);
    if (is_new) {
      slide.scores.resize(readers_.names.size());
      slide.pct_complete.resize(readers_.names.size());
      slide.scores[rating.reader] = rating.score;
      slide.pct_complete[rating.reader] = rating.pct_complete;
    } else {
      judgeRepetition(row, first->second, slide, rating);
    }
    setOnce(row, slide.ish, ishAt(table_, row), "ish", slide.slide);
    const std::string case_id(table_.trimmed(row, "case_id"));
    std::optional<std::string> known = slide.case_id.empty() ? std::nullopt : std::optional(slide.case_id);
    setOnce(row, known, case_id.empty() ? std::nullopt : std::optional(case_id), "case_id", slide.slide);
    slide.case_id = known.value_or("");
  }

  ReadSlide& slideOf(std::size_t row) {
    std::string name(table_.field(row, "slide"));
    const auto [found, is_new] = index_of_slide_.try_emplace(name, readers_.slides.size());
    if (is_new) readers_.slides.push_back({std::move(name), table_.line(row), {}, {}, {}, {}});
    return readers_.slides[found->second];
  }

  std::size_t readerOf(std::size_t row) {
    const std::string name(table_.has("reader") ? table_.trimmed(row, "reader") : kOnlyReader);
    if (name.empty()) table_.fail(row, "reader is empty");
    if (const auto known = readers_.find(name)) return *known;
    readers_.names.push_back(name);
    return readers_.names.size() - 1;
  }

  std::optional<double> percentOf(std::size_t row) {
    std::string text(table_.trimmed(row, "pct_complete"));
    if (text.empty()) return std::nullopt;
    const std::string written = text;
    if (text.ends_with('%')) {
      table_.note(row, "pct_complete is written with a per cent sign");
      text.erase(text.find_last_not_of(" %") + 1);
    }
    if (table_.separator() != ',' && std::count(text.begin(), text.end(), ',') == 1) {
      table_.note(row, "a comma in pct_complete is taken as the decimal point");
      text[text.find(',')] = '.';
    }
    const auto value = numberIn<double>(text);
    if (!value || *value < 0 || *value > 100)
      table_.fail(row, fmt::format("pct_complete \"{}\" is not a percentage from 0 to 100", printable(written)));
    return value;
  }

  void judgeRepetition(std::size_t row, std::size_t first, const ReadSlide& slide, const Row& rating) {
    const std::string& reader = readers_.names[rating.reader];
    if (slide.scores[rating.reader] != rating.score || slide.pct_complete[rating.reader] != rating.pct_complete)
      table_.fail(row, fmt::format("reader \"{}\" rates slide \"{}\" differently from line {} (score \"{}\")",
                                   printable(reader), printable(slide.slide), table_.line(first),
                                   printable(table_.trimmed(row, "score"))));
    table_.note(row, "the row repeats an earlier one");
  }

  // What is said of a slide by several rows may be said by some of them only, but by all the same.
  template <class Value>
  void setOnce(std::size_t row, std::optional<Value>& known, const std::optional<Value>& told, std::string_view column,
               const std::string& slide) {
    if (known && told && *known != *told)
      table_.fail(row, fmt::format("{} \"{}\" of slide \"{}\" differs from an earlier row", column,
                                   printable(table_.trimmed(row, column)), printable(slide)));
    if (told) known = told;
  }

  CsvTable table_;
  Readers readers_;
  std::unordered_map<std::string, std::size_t> index_of_slide_;
  std::map<std::pair<std::ptrdiff_t, std::size_t>, std::size_t> line_of_rating_;  // (slide, reader) -> row
};

}  // namespace

std::optional<std::size_t> Readers::find(std::string_view reader) const {
  const auto found = std::find(names.begin(), names.end(), reader);
  return found == names.end() ? std::nullopt : std::optional(static_cast<std::size_t>(found - names.begin()));
}

Readers parseReaders(std::string_view text, const std::string& file) {
  return ReadersParser(text, file).parse();
}

Readers readReaders(const std::filesystem::path& path) {
  return parseReaders(readTableFile(path), path.string());
}

std::vector<std::optional<std::size_t>> matchReaders(const Readers& readers, std::span<const std::string> slides) {
  std::vector<NamedSlide> named;
  for (const ReadSlide& slide : readers.slides)
    named.push_back({slide.slide, fmt::format("{}: line {}", readers.file, slide.line)});
  return matchSlides(named, slides);
}

}  // namespace herald
