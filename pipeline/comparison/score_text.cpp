#include "pipeline/comparison/score_text.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>

#include "scoring/agreement/score_classes.h"

namespace herald {
namespace {

struct ScoreSpelling {
  std::string_view text;
  Her2Score score;
};

constexpr std::array kScoreSpellings = {
    ScoreSpelling{"0", Her2Score::k0},       ScoreSpelling{"0.0", Her2Score::k0},
    ScoreSpelling{"1", Her2Score::k1Plus},   ScoreSpelling{"1+", Her2Score::k1Plus},
    ScoreSpelling{"+1", Her2Score::k1Plus},  ScoreSpelling{"1.0", Her2Score::k1Plus},
    ScoreSpelling{"+", Her2Score::k1Plus},   ScoreSpelling{"2", Her2Score::k2Plus},
    ScoreSpelling{"2+", Her2Score::k2Plus},  ScoreSpelling{"+2", Her2Score::k2Plus},
    ScoreSpelling{"2.0", Her2Score::k2Plus}, ScoreSpelling{"++", Her2Score::k2Plus},
    ScoreSpelling{"3", Her2Score::k3Plus},   ScoreSpelling{"3+", Her2Score::k3Plus},
    ScoreSpelling{"+3", Her2Score::k3Plus},  ScoreSpelling{"3.0", Her2Score::k3Plus},
    ScoreSpelling{"+++", Her2Score::k3Plus},
};

constexpr std::array<std::string_view, 8> kNoScore = {
    "na", "n/a", "-", "none", "indeterminate", "notassessable", "notevaluable", "unknown"};

// Lower case without white space and quotes.
std::string bare(std::string_view field) {
  std::string text;
  for (const char c : field)
    if (std::isspace(static_cast<unsigned char>(c)) == 0)
      text += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

}  // namespace

std::optional<FieldMeaning<Her2Score>> scoreMeant(std::string_view field) {
  if (field.empty()) return FieldMeaning<Her2Score>{};
  if (const auto score = her2ScoreNamed(field)) return FieldMeaning<Her2Score>{score, true};
  std::string text = bare(field);
  if (std::find(kNoScore.begin(), kNoScore.end(), text) != kNoScore.end())
    return FieldMeaning<Her2Score>{std::nullopt, false};
  for (const std::string_view word : {"her2", "her-2", "ihc", "score", ":", "="})
    if (text.starts_with(word)) text.erase(0, word.size());
  for (const ScoreSpelling& spelling : kScoreSpellings)
    if (spelling.text == text) return FieldMeaning<Her2Score>{spelling.score, false};
  return std::nullopt;
}

std::optional<FieldMeaning<IshResult>> ishMeant(std::string_view field) {
  using enum IshResult;
  if (field.empty()) return FieldMeaning<IshResult>{};
  if (field == "positive") return FieldMeaning<IshResult>{kPositive, true};
  if (field == "negative") return FieldMeaning<IshResult>{kNegative, true};
  const std::string text = bare(field);
  for (const std::string_view word : {"positive", "pos", "+", "amplified"})
    if (text == word) return FieldMeaning<IshResult>{kPositive, false};
  for (const std::string_view word : {"negative", "neg", "notamplified", "non-amplified", "nonamplified"})
    if (text == word) return FieldMeaning<IshResult>{kNegative, false};
  if (text == "na" || text == "n/a") return FieldMeaning<IshResult>{std::nullopt, false};
  return std::nullopt;
}

}  // namespace herald
