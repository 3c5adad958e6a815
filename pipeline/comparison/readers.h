// readers.csv: what people, and in-situ hybridisation, say about slides.
//
// Long form, one row a slide and reader: slide,reader,score[,ish][,pct_complete][,case_id]. score: 0, 1+, 2+, 3+ or
// empty (not given); ish: positive, negative or empty, of the slide and not of the reader; pct_complete: percentage
// 0-100 of tumour cells with complete membranes, as the reader estimates it. Without a column reader all rows are of
// one reader, "reader". Other spellings (score_text.h), semicolons or tabs between the fields, decimal commas beside
// them, per cent signs, rows that repeat another and columns that are not used are taken and noted.
#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "scoring/agreement/ish_agreement.h"
#include "scoring/rule_set.h"

namespace herald {

// All that is said about one slide. Vectors have one element per reader.
struct ReadSlide {
  std::string slide;  // as written
  int line = 0;       // of its first row
  std::vector<std::optional<Her2Score>> scores;
  std::vector<std::optional<double>> pct_complete;  // 0-100
  std::optional<IshResult> ish;
  std::string case_id;  // may be empty
};

struct Readers {
  std::string file;                // as named in messages
  std::vector<std::string> names;  // in the order of their first rows
  std::vector<ReadSlide> slides;   // in the order of their first rows
  std::vector<std::string> notes;  // what was guessed, a line each, with file and line

  // Index in `names`.
  [[nodiscard]] std::optional<std::size_t> find(std::string_view reader) const;
};

// Throws std::invalid_argument with file, line and value: no column slide or score, an empty slide or reader, a score,
// ish or pct_complete that is meaningless or ambiguous, rows of one slide and reader, or ish and case_id
// of one slide, that contradict each other, no rows at all. Pure; thread-safe.
[[nodiscard]] Readers parseReaders(std::string_view text, const std::string& file);

// The same from a file. Throws also when it cannot be read.
[[nodiscard]] Readers readReaders(const std::filesystem::path& path);

// For each of readers.slides its index in `slides`, see slide_matching.h. Throws std::invalid_argument naming file and
// line.
[[nodiscard]] std::vector<std::optional<std::size_t>> matchReaders(const Readers& readers,
                                                                   std::span<const std::string> slides);

}  // namespace herald
