// Where a result comes from: program, libraries, configuration, command line. Thread-safe.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "pipeline/configuration/effective_configuration.h"

#include <nlohmann/json_fwd.hpp>

namespace herald {

// The words of a command line that decide the result, as they were typed, without how the work is done.
struct Command {
  std::string name;                       // "score"
  std::vector<std::string> paths = {};    // slides, folders, lists
  std::vector<std::string> options = {};  // each followed by its value: "--set", "tumour.selection=all"
};

// As one line for a shell: "herald score 'my slides' --set tumour.selection=all".
[[nodiscard]] std::string commandText(const Command& command);

// The inverse, of a line without a path that begins with "--": run.json of earlier versions has the line alone.
[[nodiscard]] Command parseCommand(const std::string& line);

struct Provenance {
  std::string herald;                            // version of the program
  std::map<std::string, std::string> libraries;  // name -> version
  std::string config_toml;                       // effective configuration, canonical TOML
  std::string config_hash;                       // XXH3-128 of config_toml, lower-case hex
  Command command;
};

// Of what this program makes with `configuration` when it is called with `command`.
[[nodiscard]] Provenance provenanceOf(const EffectiveConfiguration& configuration, const Command& command);

// As every JSON document has it: {herald, libraries, config_hash, config, command}.
[[nodiscard]] nlohmann::ordered_json provenanceJson(const Provenance& of);

}  // namespace herald
