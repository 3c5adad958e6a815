#include "pipeline/configuration/provenance.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
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

Provenance provenanceOf(const EffectiveConfiguration& configuration, const Command& command) {
  Provenance provenance;
  provenance.herald = programVersion();
  provenance.libraries = libraryVersions();
  provenance.config_toml = effectiveConfigurationText(configuration);
  provenance.config_hash = hash128Hex(provenance.config_toml);
  provenance.command = commandText(command);
  return provenance;
}

nlohmann::ordered_json provenanceJson(const Provenance& of) {
  return {{"herald", of.herald},
          {"libraries", nlohmann::ordered_json(of.libraries)},
          {"config_hash", of.config_hash},
          {"config", of.config_toml},
          {"command", of.command}};
}

}  // namespace herald
