#include "apps/configuration_arguments.h"

#include <fstream>
#include <sstream>
#include <stdexcept>
#include <vector>

namespace herald {

namespace po = boost::program_options;

void addConfigurationOptions(po::options_description& options) {
  options.add_options()("config", po::value<std::string>(), "configuration file (TOML)");
  options.add_options()("set", po::value<std::vector<std::string>>()->composing(),
                        "one option: section.name=value; repeatable");
}

std::string contentOfFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream content;
  if (!file || !(content << file.rdbuf())) throw std::invalid_argument(path + ": cannot be read or is empty");
  return content.str();
}

Configuration configurationFrom(const po::variables_map& values) {
  Configuration configuration;
  if (values.contains("config")) {
    const auto path = values["config"].as<std::string>();
    readConfiguration(contentOfFile(path), path, configuration);
  }
  if (values.contains("set")) {
    for (const auto& assignment : values["set"].as<std::vector<std::string>>()) setOption(assignment, configuration);
  }
  validate(configuration);
  return configuration;
}

}  // namespace herald
