#include "pipeline/configuration/provenance.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "pipeline/configuration/program.h"
#include "pipeline/files/file_hash.h"
#include "pipeline/files/shell_words.h"

namespace herald {

std::string commandText(const Command& command) {
  std::vector<std::string> quoted = {"herald", command.name};
  for (const auto* words : {&command.paths, &command.options})
    for (const std::string& word : *words) quoted.push_back(quotedForShell(word));
  return fmt::format("{}", fmt::join(quoted, " "));
}

Command parseCommand(const std::string& line) {
  const std::vector<std::string> words = wordsOfShell(line);
  Command command;
  if (words.size() < 2) return command;
  command.name = words[1];
  const auto option =
      std::find_if(words.begin() + 2, words.end(), [](const std::string& word) { return word.starts_with("--"); });
  command.paths.assign(words.begin() + 2, option);
  command.options.assign(option, words.end());
  return command;
}

Provenance provenanceOf(const EffectiveConfiguration& configuration, const Command& command) {
  Provenance provenance;
  provenance.herald = programVersion();
  provenance.libraries = libraryVersions();
  provenance.config_toml = effectiveConfigurationText(configuration);
  provenance.config_hash = hash128Hex(provenance.config_toml);
  provenance.command = command;
  return provenance;
}

nlohmann::ordered_json provenanceJson(const Provenance& of) {
  return {{"herald", of.herald},
          {"libraries", nlohmann::ordered_json(of.libraries)},
          {"config_hash", of.config_hash},
          {"config", of.config_toml},
          {"command", commandText(of.command)}};
}

}  // namespace herald
