#include "pipeline/comparison/score_fields.h"

#include <fmt/format.h>

#include <string>
#include <string_view>

#include "pipeline/comparison/score_text.h"
#include "pipeline/files/printable.h"

namespace herald {
namespace {

std::string nameOf(const std::optional<Her2Score>& score) {
  return std::string(score ? her2ScoreName(*score) : "no score");
}

std::string nameOf(const std::optional<IshResult>& ish) {
  if (!ish) return "unknown";
  return *ish == IshResult::kPositive ? "positive" : "negative";
}

// `meant`: of what stands in `column`; `refusal` ends the sentence about a field without a meaning.
template <class Value>
std::optional<Value> valueMeant(CsvTable& table, std::size_t row, std::string_view column,
                                const std::optional<FieldMeaning<Value>>& meant, std::string_view refusal) {
  const std::string field = printable(table.trimmed(row, column));
  if (!meant) table.fail(row, fmt::format("{} \"{}\" {}", column, field, refusal));
  if (!meant->as_written) table.note(row, fmt::format("{} \"{}\" is taken as {}", column, field, nameOf(meant->value)));
  return meant->value;
}

}  // namespace

std::optional<Her2Score> scoreAt(CsvTable& table, std::size_t row) {
  return valueMeant(table, row, "score", scoreMeant(table.trimmed(row, "score")), "is not one of 0, 1+, 2+, 3+");
}

std::optional<IshResult> ishAt(CsvTable& table, std::size_t row) {
  return valueMeant(table, row, "ish", ishMeant(table.trimmed(row, "ish")), "is neither positive nor negative");
}

}  // namespace herald
