// Rule sets are data: TOML documents with a name, a version and clauses tried in order; the first that holds wins.
// The ones built in are scoring/rules/*.toml; each guideline's text is paraphrased there and cited.
//
// Grammar (every key shown; unknown keys are errors):
//
//   name = "asco-cap-2018"      # required; lower-case letters, digits, hyphens
//   version = "1"               # required; changes with any number or wording
//   title = "..."               # required
//   reference = "..."           # papers, optional
//   derived = true              # breast: also gives low / pending-ish / ultralow / null (research only); default false
//   [noise_floor]               # what is still noise, however the guideline counts; optional
//   percent = 1.0               #   a share has to exceed this ...
//   contiguous_cells = 10       #   ... and this many of the cells have to be neighbours
//   neighbour_distance_um = 25  #   seeds closer than this are neighbours, here and in clusters
//   [[clause]]                  # at least two, from the strongest score to the weakest
//   id = "2+/limited"           # required, unique
//   score = "2+"                # required: 0, 1+, 2+, 3+
//   patterns = ["cs"]           # cells that are summed: iw im is cw cm cs
//   above_percent = 10          # exactly one of these five: the sum's percentage of counted cells > 10 ...
//   at_least_percent = 10       #   ... >= 10
//   above_floor = true          #   ... above the noise floor
//   cluster_of_cells = 5        #   ... at least so many of the cells are one group of neighbours, at any percentage
//   otherwise = true            #   ... always: the last clause, and only that; takes no patterns
//   at_most_percent = 10        # upper bound of the sum, inclusive; optional; not with the last two
//   flag = "limited"            # goes into the result's flags when the clause wins; optional
//   wording = "..."             # required: the clause in our words
//
// Pure functions; thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scoring/cell_class.h"
#include "scoring/lower_bound.h"
#include "stain/option_descriptor.h"

namespace herald {

enum class Her2Score : std::uint8_t { k0, k1Plus, k2Plus, k3Plus };
[[nodiscard]] std::string_view her2ScoreName(Her2Score score);  // "0", "1+", "2+", "3+"

struct RuleClause {
  std::string id;  // unique in its rule set, e.g. "2+/limited"
  Her2Score score = Her2Score::k0;
  PatternSet patterns;  // whose cells are summed; empty for kOtherwise
  LowerBound lower_bound = LowerBound::kOtherwise;
  double lower = 0;                     // number of the bound, % of counted cells or cells (LowerBoundKind::number)
  std::optional<double> upper_percent;  // inclusive, 0-100
  std::string flag;                     // empty = none
  std::string wording;
};

struct RuleSet {
  std::string name;
  std::string version;
  std::string title;
  std::string reference;
  bool derived = false;  // gives research categories (breast)
  NoiseFloor noise_floor;
  std::vector<RuleClause> clauses;  // in the order they are tried; the last always holds
};

// [noise_floor] in the configuration: what a configuration says about the noise floor of whatever rule set is used.
struct NoiseFloorOptions {
  bool from_rule_set = true;
  double percent = 1.0;
  std::int64_t contiguous_cells = 10;
};

template <>
struct Described<NoiseFloorOptions> : OptionTable<NoiseFloorOptions> {
  static constexpr std::array kOptions = {
      // clang-format off
      onOrOff("noise_floor.from_rule_set", kCut, &Options::from_rule_set,
              "Take the noise floor of the rule set; the two options below are then ignored.",
              "rule sets settle what their guideline leaves open"),
      number("noise_floor.percent", kCut, &Options::percent, {0, 100}, "% of counted cells",
             "Share of stained cells that is still noise.",
             "as in the built-in rule sets: below what any guideline can tell from none"),
      number("noise_floor.contiguous_cells", kCut, &Options::contiguous_cells, {1, 1e9}, "cells",
             "Smaller groups of neighbouring stained cells are still noise.",
             "as in the built-in rule sets: about one small gland"),
      // clang-format on
  };
};

// Throws std::invalid_argument naming field, value and range.
void validate(const NoiseFloorOptions& options);

// The rule set with the noise floor that the options ask for; to be called wherever a rule set is loaded to score by.
// Throws std::invalid_argument, naming the clause, where a floor would lie above the clause's upper bound.
[[nodiscard]] RuleSet withNoiseFloor(RuleSet rules, const NoiseFloorOptions& options);

// What a result can be judged by instead: `used` as it is (with its noise floor), then those built in of another name
// with the floor the options ask for; left out are those that do not take it.
[[nodiscard]] std::vector<RuleSet> ruleSetsBeside(const RuleSet& used, const NoiseFloorOptions& options);

// Whether the count is above the noise floor: share above `percent` and a large enough group. False without cells.
[[nodiscard]] bool exceedsFloor(const NoiseFloor& floor, const ClauseCount& cells);

// Whether the clause holds. Without cells only kOtherwise holds.
[[nodiscard]] bool holds(const RuleClause& clause, const NoiseFloor& floor, const ClauseCount& cells);

// Size of the group of neighbours the clause wants, cells: it looks at ClauseCount::largest_group. Nothing: at no
// group.
[[nodiscard]] std::optional<std::int64_t> groupWanted(const RuleClause& clause, const NoiseFloor& floor);

// The cut the clause's percentage is measured against from below; nothing where there is none.
[[nodiscard]] std::optional<double> lowerCutPercent(const RuleClause& clause, const NoiseFloor& floor);

// The lower bound (boundText) and the upper one: "> 1 with 10 neighbouring cells, <= 10".
[[nodiscard]] std::string comparisonText(const RuleClause& clause, const NoiseFloor& floor);

// Reads a rule set from TOML text. `origin` (a file name, or "built in") starts every message. Throws
// std::invalid_argument with one line naming origin, clause, key and value; unknown keys with a did-you-mean.
[[nodiscard]] RuleSet parseRuleSet(std::string_view toml, std::string_view origin);

// Names of the rule sets in the program, sorted.
[[nodiscard]] std::vector<std::string_view> builtInRuleSetNames();

// Throws std::invalid_argument for an unknown name, with a did-you-mean and the list of names.
[[nodiscard]] RuleSet builtInRuleSet(std::string_view name);

}  // namespace herald
