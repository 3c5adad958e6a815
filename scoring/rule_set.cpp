#include "scoring/rule_set.h"

#include <algorithm>
#include <sstream>
#include <stdexcept>

#include "scoring/embedded_rule_sets.h"
#include "scoring/suggestion.h"

namespace herald {

void validate(const NoiseFloorOptions& options) {
  requireInRanges(options);
}

RuleSet withNoiseFloor(RuleSet rules, const NoiseFloorOptions& options) {
  validate(options);
  if (options.from_rule_set) return rules;
  rules.noise_floor.percent = options.percent;
  rules.noise_floor.contiguous_cells = options.contiguous_cells;
  for (const RuleClause& clause : rules.clauses) {
    if (!kindOf(clause.lower_bound).uses_floor || clause.upper_percent.value_or(101) > options.percent) continue;
    std::ostringstream message;
    message << "noise_floor.percent = " << options.percent << " is not below the upper bound " << *clause.upper_percent
            << " of clause " << clause.id << " of rule set " << rules.name;
    throw std::invalid_argument(message.str());
  }
  return rules;
}

std::vector<RuleSet> ruleSetsBeside(const RuleSet& used, const NoiseFloorOptions& options) {
  std::vector<RuleSet> all = {used};
  for (const std::string_view name : builtInRuleSetNames()) {
    if (name == used.name) continue;
    try {
      all.push_back(withNoiseFloor(builtInRuleSet(name), options));
    } catch (const std::invalid_argument&) {  // nobody asked for this one
    }
  }
  return all;
}

std::string_view her2ScoreName(Her2Score score) {
  return kCellClassNames.at(static_cast<std::size_t>(score));
}

bool exceedsFloor(const NoiseFloor& floor, const ClauseCount& cells) {
  return cells.total > 0 && reaches(LowerBound::kAboveFloor, 0, floor, cells);
}

bool holds(const RuleClause& clause, const NoiseFloor& floor, const ClauseCount& cells) {
  if (clause.lower_bound == LowerBound::kOtherwise) return true;
  if (cells.total == 0 || !reaches(clause.lower_bound, clause.lower, floor, cells)) return false;
  return !clause.upper_percent || !isAbovePercent(cells, *clause.upper_percent);
}

std::optional<std::int64_t> groupWanted(const RuleClause& clause, const NoiseFloor& floor) {
  return groupWanted(clause.lower_bound, clause.lower, floor);
}

std::optional<double> lowerCutPercent(const RuleClause& clause, const NoiseFloor& floor) {
  return percentWanted(clause.lower_bound, clause.lower, floor);
}

std::string comparisonText(const RuleClause& clause, const NoiseFloor& floor) {
  std::ostringstream text;
  text << boundText(clause.lower_bound, clause.lower, floor);
  if (clause.upper_percent) text << ", <= " << *clause.upper_percent;
  return text.str();
}

std::vector<std::string_view> builtInRuleSetNames() {
  std::vector<std::string_view> names;
  for (const EmbeddedRuleSet& rule_set : embeddedRuleSets()) names.push_back(rule_set.name);
  std::sort(names.begin(), names.end());
  return names;
}

RuleSet builtInRuleSet(std::string_view name) {
  for (const EmbeddedRuleSet& rule_set : embeddedRuleSets())
    if (rule_set.name == name) return parseRuleSet(rule_set.toml, "built-in " + std::string(name));
  const std::vector<std::string_view> names = builtInRuleSetNames();
  std::ostringstream message;
  message << "unknown rule set \"" << name << '"' << didYouMean(name, names) << " (built in:";
  for (const std::string_view known : names) message << ' ' << known;
  message << ')';
  throw std::invalid_argument(message.str());
}

}  // namespace herald
