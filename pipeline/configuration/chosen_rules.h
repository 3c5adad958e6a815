// The rule set that slides are judged by: one that is named, or the one that results were scored with. Thread-safe.
#pragma once

#include <string>

#include "pipeline/configuration/effective_configuration.h"
#include "scoring/rule_set.h"

namespace herald {

struct ChosenRules {
  RuleSet rules;
  std::string content_hash;  // of a rule file's content; empty for a rule set built in
};

// A rule set built in, by its name, or that of a TOML file (a name with ".toml" at its end or a "/"). Throws
// std::invalid_argument.
[[nodiscard]] ChosenRules rulesNamed(const std::string& name);

// The one that `results` were scored with, as their configuration has it. Throws std::invalid_argument naming
// `results` where it was a rule file: only its content's hash is known.
[[nodiscard]] ChosenRules rulesOf(const EffectiveConfiguration& configuration, const std::string& results);

// Has `configuration` name `chosen`.
void setRules(const ChosenRules& chosen, EffectiveConfiguration& configuration);

}  // namespace herald
