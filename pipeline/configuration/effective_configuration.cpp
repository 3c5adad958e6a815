#include "pipeline/configuration/effective_configuration.h"

#include <fmt/format.h>

#include <sstream>
#include <stdexcept>

namespace herald {
namespace {

constexpr std::string_view kStatistics = "# statistics ";
constexpr std::string_view kRuleSet = "# rule set ";
constexpr std::string_view kVersion = " version ";
constexpr std::string_view kFileContent = ", file content ";

void readRuleSetLine(std::string_view line, EffectiveConfiguration& configuration) {
  const std::size_t content = line.rfind(kFileContent);
  if (content != std::string_view::npos) {
    configuration.rules_hash = line.substr(content + kFileContent.size());
    line = line.substr(0, content);
  }
  const std::size_t version = line.find(kVersion);  // no name has a space
  if (version == std::string_view::npos) return;
  configuration.rules_name = line.substr(0, version);
  configuration.rules_version = line.substr(version + kVersion.size());
}

}  // namespace

std::shared_ptr<const EffectiveConfiguration> effectiveConfiguration(const Configuration& options,
                                                                     const RuleSet& rules) {
  return std::make_shared<EffectiveConfiguration>(EffectiveConfiguration{options, "", rules.name, rules.version, ""});
}

std::string effectiveConfigurationText(const EffectiveConfiguration& configuration, TomlComments comments) {
  std::string text = configurationToml(configuration.options, comments);
  if (!configuration.statistics.empty()) text += fmt::format("\n{}{}\n", kStatistics, configuration.statistics);
  text += fmt::format("\n{}{}{}{}", kRuleSet, configuration.rules_name, kVersion, configuration.rules_version);
  if (!configuration.rules_hash.empty()) text += fmt::format("{}{}", kFileContent, configuration.rules_hash);
  return text + "\n";
}

EffectiveConfiguration parseEffectiveConfiguration(const std::string& text, std::string_view origin) {
  EffectiveConfiguration configuration;
  readConfiguration(text, origin, configuration.options);
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with(kStatistics)) configuration.statistics = line.substr(kStatistics.size());
    if (line.starts_with(kRuleSet)) readRuleSetLine(std::string_view(line).substr(kRuleSet.size()), configuration);
  }
  if (configuration.rules_name.empty())
    throw std::invalid_argument(fmt::format("{}: its configuration names no rule set", origin));
  return configuration;
}

}  // namespace herald
