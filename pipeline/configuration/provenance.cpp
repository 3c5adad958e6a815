#include "pipeline/configuration/provenance.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "pipeline/files/shell_words.h"

namespace herald {

std::string commandText(const Command& command) {
  std::string line = "herald " + command.name;
  for (const auto* words : {&command.paths, &command.options})
    for (const std::string& word : *words) line.append(" ").append(quotedForShell(word));
  return line;
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

nlohmann::ordered_json provenanceJson(const Provenance& of) {
  return {{"herald", of.herald},
          {"libraries", nlohmann::ordered_json(of.libraries)},
          {"config_hash", of.config_hash},
          {"config", of.config_toml},
          {"command", commandText(of.command)}};
}

}  // namespace herald
