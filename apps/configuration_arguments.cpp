#include "apps/configuration_arguments.h"

#include <fmt/format.h>
#include <fstream>

#include <stdexcept>
#include <vector>

#include "pipeline/files/file_hash.h"

namespace herald {

namespace po = boost::program_options;

void addConfigurationOptions(po::options_description& options) {
  options.add_options()("config", po::value<std::string>(), "configuration file (TOML)");
  options.add_options()("set", po::value<std::vector<std::string>>()->composing(),
                        "one option: section.name=value; repeatable");
}

std::string contentOfFile(const std::string& path) {
  constexpr std::size_t kMostBytes = std::size_t{1} << 20;  // 70 times what --print-config writes; a device has no end
  std::string content(kMostBytes + 1, '\0');
  std::ifstream file(path, std::ios::binary);
  file.read(content.data(), static_cast<std::streamsize>(content.size()));
  content.resize(static_cast<std::size_t>(file.gcount()));
  if (content.empty()) throw std::invalid_argument(path + ": cannot be read or is empty");
  if (content.size() > kMostBytes) throw std::invalid_argument(path + ": is longer than 1 MiB, no configuration");
  return content;
}

Configuration configurationFrom(const po::variables_map& values, const Configuration& base) {
  Configuration configuration = base;
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

namespace {

// The value of an option, or its values.
std::vector<std::string> wordsOf(const boost::any& value) {
  if (const auto* words = boost::any_cast<std::vector<std::string>>(&value)) return *words;
  if (const auto* word = boost::any_cast<std::string>(&value)) return {*word};
  if (const auto* number = boost::any_cast<double>(&value)) return {fmt::format("{}", *number)};
  if (const auto* number = boost::any_cast<std::uint64_t>(&value)) return {std::to_string(*number)};
  return {std::to_string(boost::any_cast<int>(value))};
}

}  // namespace

void addWords(std::initializer_list<const char*> names, const po::variables_map& values, Command& command) {
  for (const char* name : names) {
    if (!values.contains(name) || values[name].defaulted()) continue;
    for (const std::string& word : wordsOf(values[name].value())) {
      command.options.push_back(std::string("--") + name);
      command.options.push_back(word);
    }
  }
}

ChosenRules rulesFrom(const std::string& name) {
  const bool is_file = name.ends_with(".toml") || name.find('/') != std::string::npos;
  if (!is_file) return {builtInRuleSet(name), ""};
  const std::string content = contentOfFile(name);
  return {parseRuleSet(content, name), hash128Hex(content)};
}

ChosenRules rulesFrom(const po::variables_map& values, const EffectiveConfiguration& measured, const std::string& dir) {
  if (values.contains("rules")) return rulesFrom(values["rules"].as<std::string>());
  if (!measured.rules_hash.empty())
    throw std::invalid_argument(
        fmt::format("{} was scored with the rule file of \"{}\": name it with --rules", dir, measured.rules_name));
  return rulesFrom(measured.rules_name);
}

}  // namespace herald
