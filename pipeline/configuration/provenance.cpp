#include "pipeline/configuration/provenance.h"

#include <nlohmann/json.hpp>

namespace herald {

nlohmann::ordered_json provenanceJson(const Provenance& of) {
  return {{"herald", of.herald},
          {"libraries", nlohmann::ordered_json(of.libraries)},
          {"config_hash", of.config_hash},
          {"config", of.config_toml},
          {"command", of.command}};
}

}  // namespace herald
