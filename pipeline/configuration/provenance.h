// Where a result comes from: program, libraries, configuration, command line.
#pragma once

#include <map>
#include <string>

#include <nlohmann/json_fwd.hpp>

namespace herald {

struct Provenance {
  std::string herald;                            // version of the program
  std::map<std::string, std::string> libraries;  // name -> version
  std::string config_toml;                       // effective configuration, canonical TOML
  std::string config_hash;                       // XXH3-128 of config_toml, lower-case hex
  std::string command;  // the command line's words that decide the result, without how the work is done
};

// As every JSON document has it: {herald, libraries, config_hash, config, command}.
[[nodiscard]] nlohmann::ordered_json provenanceJson(const Provenance& of);

}  // namespace herald
