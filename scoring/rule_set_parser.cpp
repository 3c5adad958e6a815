#include <algorithm>
#include <array>
#include <cmath>
#include <sstream>
#include <stdexcept>

#include "scoring/rule_set.h"
#include "scoring/suggestion.h"
#include "scoring/toml_document.h"

namespace herald {
namespace {

using namespace std::string_view_literals;

constexpr std::array kRuleSetKeys = {"name"sv,    "version"sv,     "title"sv, "reference"sv,
                                     "derived"sv, "noise_floor"sv, "clause"sv};
constexpr std::array kFloorKeys = {"percent"sv, "contiguous_cells"sv, "neighbour_distance_um"sv};
constexpr std::array kClauseKeys = {"id"sv, "score"sv, "patterns"sv, "at_most_percent"sv, "flag"sv, "wording"sv};

// Those of a clause, and those of the lower bounds.
std::vector<std::string_view> clauseKeys() {
  std::vector<std::string_view> keys(kClauseKeys.begin(), kClauseKeys.end());
  for (const LowerBoundKind& kind : kLowerBounds) keys.push_back(kind.key);
  return keys;
}

std::string inQuotes(std::string_view text) {
  return std::string(1, '"').append(text).append(1, '"');
}

// The value on one line, as far as one line holds it.
std::string textOf(const toml::node& node) {
  if (node.is_table()) return "a table";
  if (node.is_array()) return "an array";
  if (const auto text = node.value_exact<std::string>()) return inQuotes(*text);
  if (const auto truth = node.value_exact<bool>()) return *truth ? "true" : "false";
  std::ostringstream number;
  if (const auto value = node.value<double>()) number << *value;
  return number.str().empty() ? "a date or time" : number.str();
}

// One table of the document, with the place that starts its messages.
class TableReader {
 public:
  TableReader(const toml::table& table, std::string place) : table_(table), place_(std::move(place)) {}

  [[noreturn]] void fail(std::string_view message) const {
    throw std::invalid_argument(place_ + ": " + std::string(message));
  }
  [[nodiscard]] bool has(std::string_view key) const { return table_.contains(key); }
  [[nodiscard]] const toml::node* find(std::string_view key) const { return table_.get(key); }

  void rejectUnknownKeys(std::span<const std::string_view> known) const {
    for (const auto& [key, node] : table_)
      if (std::find(known.begin(), known.end(), key.str()) == known.end())
        fail("unknown key " + inQuotes(key.str()) + didYouMean(key.str(), known));
  }

  [[nodiscard]] std::string optionalText(std::string_view key) const {
    if (!has(key)) return {};
    const auto text = find(key)->value_exact<std::string>();
    if (!text) failValue(key, "must be text");
    if (text->find_first_of("\r\n") != std::string::npos) fail(std::string(key) + " must be a single line of text");
    return *text;
  }
  [[nodiscard]] std::string text(std::string_view key) const {
    if (!has(key)) fail(std::string(key) + " is missing");
    const std::string text = optionalText(key);
    if (text.empty()) fail(std::string(key) + " must not be empty");
    return text;
  }
  [[nodiscard]] bool truth(std::string_view key) const {
    if (!has(key)) return false;
    const auto truth = find(key)->value_exact<bool>();
    if (!truth) failValue(key, "must be true or false");
    return *truth;
  }
  // Inclusive range.
  [[nodiscard]] double number(std::string_view key, double low, double high) const {
    const toml::node& node = *find(key);
    std::ostringstream expected;
    expected << "must be a number from " << low << " to " << high;
    const auto value = node.is_number() ? node.value<double>() : std::nullopt;
    if (!value || !(*value >= low && *value <= high)) failValue(key, expected.str());
    return *value;
  }
  // Cells: a whole number from 1.
  [[nodiscard]] std::int64_t cells(std::string_view key) const {
    const double cells = number(key, 1, 1e9);
    if (cells != std::floor(cells)) failValue(key, "must be a whole number");
    return static_cast<std::int64_t>(cells);
  }
  [[nodiscard]] std::optional<double> optionalPercent(std::string_view key) const {
    return has(key) ? std::optional(number(key, 0, 100)) : std::nullopt;
  }

 private:
  [[noreturn]] void failValue(std::string_view key, std::string_view expected) const {
    fail(std::string(key) + " " + std::string(expected) + ", not " + textOf(*find(key)));
  }

  const toml::table& table_;
  std::string place_;
};

toml::table parseToml(std::string_view document, std::string_view origin) {
  try {
    return tomlDocument(document, origin);
  } catch (const toml::parse_error& error) {
    std::ostringstream message;
    message << origin << ": line " << error.source().begin.line << ": " << error.description();
    std::string line = message.str();
    std::replace(line.begin(), line.end(), '\n', ' ');
    throw std::invalid_argument(line);
  } catch (const std::invalid_argument& error) {
    throw std::invalid_argument(std::string(origin) + ": " + error.what());
  }
}

NoiseFloor readNoiseFloor(const toml::table& document, const TableReader& rules, std::string_view origin) {
  NoiseFloor floor;
  if (!rules.has("noise_floor")) return floor;
  const toml::table* table = document["noise_floor"].as_table();
  if (table == nullptr) rules.fail("noise_floor must be a table");
  const TableReader reader(*table, std::string(origin) + ": noise_floor");
  reader.rejectUnknownKeys(kFloorKeys);
  if (reader.has("percent")) floor.percent = reader.number("percent", 0, 100);
  if (reader.has("contiguous_cells")) floor.contiguous_cells = reader.cells("contiguous_cells");
  if (reader.has("neighbour_distance_um"))
    floor.neighbour_distance_um = reader.number("neighbour_distance_um", 1, 1000);
  return floor;
}

Her2Score readScore(const TableReader& clause) {
  const std::string name = clause.text("score");
  const auto found = std::find(kCellClassNames.begin(), kCellClassNames.end(), name);
  if (found == kCellClassNames.end())
    clause.fail("score must be \"0\", \"1+\", \"2+\" or \"3+\", not " + inQuotes(name));
  return static_cast<Her2Score>(found - kCellClassNames.begin());
}

StainingPattern readPattern(const TableReader& clause, const toml::node& node) {
  const auto name = node.value_exact<std::string>();
  const auto begin = kStainingPatternNames.begin() + 1;  // "none" is not staining
  const auto found = name ? std::find(begin, kStainingPatternNames.end(), *name) : kStainingPatternNames.end();
  if (found == kStainingPatternNames.end())
    clause.fail("patterns must be among iw im is cw cm cs, not " + textOf(node));
  return static_cast<StainingPattern>(found - kStainingPatternNames.begin());
}

PatternSet readPatterns(const TableReader& clause) {
  if (!clause.has("patterns")) clause.fail("patterns is missing");
  const toml::array* names = clause.find("patterns")->as_array();
  if (names == nullptr) clause.fail("patterns must be an array, not " + textOf(*clause.find("patterns")));
  if (names->empty()) clause.fail("patterns must not be empty");
  PatternSet patterns;
  for (const toml::node& node : *names) {
    const StainingPattern pattern = readPattern(clause, node);
    if (containsPattern(patterns, pattern)) clause.fail("patterns names " + textOf(node) + " twice");
    patterns |= patternSet({pattern});
  }
  return patterns;
}

bool names(const TableReader& reader, const LowerBoundKind& kind) {
  return kind.number == BoundNumber::kNone ? reader.truth(kind.key) : reader.has(kind.key);
}

double numberOf(const TableReader& reader, const LowerBoundKind& kind) {
  if (kind.number == BoundNumber::kNone) return 0;
  return kind.number == BoundNumber::kPercent ? reader.number(kind.key, 0, 100)
                                              : static_cast<double>(reader.cells(kind.key));
}

void readBounds(const TableReader& reader, RuleClause& clause) {
  int found = 0;
  std::string keys;
  for (std::size_t i = 0; i < kLowerBounds.size(); ++i) {
    const LowerBoundKind& kind = kLowerBounds[i];
    keys.append(keys.empty() ? "" : ", ").append(kind.key);
    if (!names(reader, kind)) continue;
    ++found;
    clause.lower_bound = static_cast<LowerBound>(i);
    clause.lower = numberOf(reader, kind);
  }
  if (found != 1) reader.fail("needs exactly one of " + keys);
  clause.upper_percent = reader.optionalPercent("at_most_percent");
}

std::string clausePlace(const toml::table& table, std::string_view origin, std::size_t number) {
  const auto id = table["id"].value_exact<std::string>();
  return std::string(origin) + ": clause " + (id ? inQuotes(*id) : std::to_string(number));
}

RuleClause readClause(const TableReader& reader, const NoiseFloor& floor) {
  reader.rejectUnknownKeys(clauseKeys());
  RuleClause clause;
  clause.id = reader.text("id");
  clause.score = readScore(reader);
  clause.flag = reader.optionalText("flag");
  clause.wording = reader.text("wording");
  readBounds(reader, clause);
  if (clause.lower_bound == LowerBound::kOtherwise) {
    if (reader.has("patterns") || clause.upper_percent)
      reader.fail("otherwise takes neither patterns nor at_most_percent");
    return clause;
  }
  if (clause.upper_percent && !kindOf(clause.lower_bound).takes_upper_percent)
    reader.fail(std::string(kindOf(clause.lower_bound).key) + " takes no at_most_percent");
  clause.patterns = readPatterns(reader);
  if (clause.upper_percent && *clause.upper_percent <= lowerCutPercent(clause, floor))
    reader.fail("at_most_percent must be above the lower bound, not " + textOf(*reader.find("at_most_percent")));
  return clause;
}

// Checks a clause against those before it; `is_last` of the document.
void requirePlace(const TableReader& reader, const RuleClause& clause, const std::vector<RuleClause>& before,
                  bool is_last) {
  for (const RuleClause& other : before)
    if (other.id == clause.id) reader.fail("id is used twice");
  if (!before.empty() && clause.score > before.back().score)
    reader.fail("score " + std::string(her2ScoreName(clause.score)) + " comes after " +
                std::string(her2ScoreName(before.back().score)) +
                ": clauses go from the strongest score to the weakest");
  if ((clause.lower_bound == LowerBound::kOtherwise) != is_last)
    reader.fail(is_last ? "the last clause must have otherwise = true" : "otherwise is for the last clause only");
}

std::vector<RuleClause> readClauses(const toml::table& document, const TableReader& rules, std::string_view origin,
                                    const NoiseFloor& floor) {
  const toml::array* tables = document["clause"].as_array();
  if (tables == nullptr || tables->size() < 2) rules.fail("needs at least two [[clause]] tables");
  std::vector<RuleClause> clauses;
  for (std::size_t i = 0; i < tables->size(); ++i) {
    const toml::table* table = tables->get(i)->as_table();
    if (table == nullptr) rules.fail("clauses must be tables, not " + textOf(*tables->get(i)));
    const TableReader reader(*table, clausePlace(*table, origin, i + 1));
    RuleClause clause = readClause(reader, floor);
    requirePlace(reader, clause, clauses, i + 1 == tables->size());
    clauses.push_back(std::move(clause));
  }
  return clauses;
}

std::string readName(const TableReader& rules) {
  const std::string name = rules.text("name");
  if (name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") != std::string::npos)
    rules.fail("name must consist of lower-case letters, digits and hyphens, not " + inQuotes(name));
  return name;
}

}  // namespace

RuleSet parseRuleSet(std::string_view toml, std::string_view origin) {
  const toml::table document = parseToml(toml, origin);
  const TableReader reader(document, std::string(origin));
  reader.rejectUnknownKeys(kRuleSetKeys);
  RuleSet rules;
  rules.name = readName(reader);
  rules.version = reader.text("version");
  rules.title = reader.text("title");
  rules.reference = reader.optionalText("reference");
  rules.derived = reader.truth("derived");
  rules.noise_floor = readNoiseFloor(document, reader, origin);
  rules.clauses = readClauses(document, reader, origin, rules.noise_floor);
  return rules;
}

}  // namespace herald
