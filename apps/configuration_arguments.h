// --config, --set and --rules, for every command that analyses or judges.
#pragma once

#include <boost/program_options.hpp>
#include <initializer_list>
#include <string>

#include "pipeline/configuration/configuration.h"
#include "pipeline/configuration/effective_configuration.h"
#include "pipeline/configuration/provenance.h"
#include "scoring/rule_set.h"

namespace herald {

// Adds the two options.
void addConfigurationOptions(boost::program_options::options_description& options);

// `base`, then the file of --config, then each --set in turn; validated. Throws std::invalid_argument.
[[nodiscard]] Configuration configurationFrom(const boost::program_options::variables_map& values,
                                              const Configuration& base = {});

struct ChosenRules {
  RuleSet rules;
  std::string content_hash;  // of a rule file's content; empty for a rule set built in
};

// A rule set built in, by its name, or of a TOML file (a name with ".toml" at its end or a "/"). Throws
// std::invalid_argument.
[[nodiscard]] ChosenRules rulesFrom(const std::string& name);

// The whole file. Throws std::invalid_argument when it cannot be read, is empty or is longer than 1 MiB.
[[nodiscard]] std::string contentOfFile(const std::string& path);

// The rule set of --rules, else the one that results in folder `dir` were scored with. Throws std::invalid_argument,
// also for results of a rule file that is not named.
[[nodiscard]] ChosenRules rulesFrom(const boost::program_options::variables_map& values,
                                    const EffectiveConfiguration& measured, const std::string& dir);

// Adds the options of these names that were given, each with its value, to the words of `command`.
void addWords(std::initializer_list<const char*> names, const boost::program_options::variables_map& values,
              Command& command);

}  // namespace herald
