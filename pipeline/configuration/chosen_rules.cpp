#include "pipeline/configuration/chosen_rules.h"

#include <fmt/format.h>

#include <stdexcept>

#include "pipeline/configuration/configuration_file.h"
#include "pipeline/files/file_hash.h"

namespace herald {

ChosenRules rulesNamed(const std::string& name) {
  const bool is_file = name.ends_with(".toml") || name.find('/') != std::string::npos;
  if (!is_file) return {.rules = builtInRuleSet(name), .content_hash = ""};
  const std::string content = textOfConfigurationFile(name);
  return {.rules = parseRuleSet(content, name), .content_hash = hash128Hex(content)};
}

ChosenRules rulesOf(const EffectiveConfiguration& configuration, const std::string& results) {
  if (!configuration.rules_hash.empty())
    throw std::invalid_argument(fmt::format("{} was scored with the rule file of \"{}\": name it with --rules", results,
                                            configuration.rules_name));
  return rulesNamed(configuration.rules_name);
}

void setRules(const ChosenRules& chosen, EffectiveConfiguration& configuration) {
  configuration.rules_name = chosen.rules.name;
  configuration.rules_version = chosen.rules.version;
  configuration.rules_hash = chosen.content_hash;
}

}  // namespace herald
