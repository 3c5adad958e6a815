// --config, --set and --rules, for every command that analyses or judges.
#pragma once

#include <string>

#include "apps/arguments.h"
#include "pipeline/configuration/chosen_rules.h"
#include "pipeline/configuration/configuration.h"

namespace herald {

// --config and --set.
void addConfiguration(Arguments::Options& options);

// `base`, then the file of --config, then each --set in turn; validated. Throws std::invalid_argument.
[[nodiscard]] Configuration configurationFrom(const Arguments& arguments, const Configuration& base = {});

// --rules of a command that reads the results of another: "<purpose>: asco-cap-2018 | ..., or a TOML file; default:
// that of DIR".
void addRulesOfResults(Arguments::Options& options, const std::string& purpose = "rule set");
// The rule set of --rules, else the one that results in folder `dir` were scored with. Throws std::invalid_argument as
// rulesNamed and rulesOf.
[[nodiscard]] ChosenRules rulesFrom(const Arguments& arguments, const EffectiveConfiguration& measured,
                                    const std::string& dir);

// "asco-cap-2018 | ..., or a TOML file".
[[nodiscard]] std::string ruleSetsToChoose();

}  // namespace herald
