#include "apps/configuration_arguments.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <vector>

#include "pipeline/configuration/configuration_file.h"

namespace herald {

namespace po = boost::program_options;

void addConfiguration(Arguments::Options& options) {
  options.add_options()("config", po::value<std::string>(), "configuration file (TOML)");
  options.add_options()("set", po::value<std::vector<std::string>>()->composing(),
                        "one option: section.name=value; repeatable");
}

Configuration configurationFrom(const Arguments& arguments, const Configuration& base) {
  Configuration configuration = base;
  if (const auto path = arguments.ifAny<std::string>("config"))
    readConfiguration(textOfConfigurationFile(*path), *path, configuration);
  for (const std::string& assignment : arguments.all("set")) setOption(assignment, configuration);
  validate(configuration);
  return configuration;
}

void addRulesOfResults(Arguments::Options& options, const std::string& purpose) {
  options.add_options()("rules", po::value<std::string>(),
                        fmt::format("{}: {}; default: that of DIR", purpose, ruleSetsToChoose()).c_str());
}

ChosenRules rulesFrom(const Arguments& arguments, const EffectiveConfiguration& measured, const std::string& dir) {
  const auto named = arguments.ifAny<std::string>("rules");
  return named ? rulesNamed(*named) : rulesOf(measured, dir);
}

std::string ruleSetsToChoose() {
  return fmt::format("{}, or a TOML file", fmt::join(builtInRuleSetNames(), " | "));
}

}  // namespace herald
