// All that decides what comes out of a slide, as one text: the options, statistics taken from another slide, and the
// rule set. It is Provenance::config_toml, its hash is Provenance::config_hash; read back, a result can be judged again
// with what it was made with. Pure; thread-safe.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "pipeline/configuration/configuration.h"
#include "scoring/rule_set.h"

namespace herald {

struct EffectiveConfiguration {
  Configuration options;
  std::string statistics;  // frozenStatisticsText; empty: the slide's own
  std::string rules_name;
  std::string rules_version;
  std::string rules_hash;  // of a rule file's content; empty for a rule set built in
};

// A slide's own statistics, and a rule set that is built in.
[[nodiscard]] std::shared_ptr<const EffectiveConfiguration> effectiveConfiguration(const Configuration& options,
                                                                                   const RuleSet& rules);

// TOML: the options, and the rest as comments.
[[nodiscard]] std::string effectiveConfigurationText(const EffectiveConfiguration& configuration,
                                                     TomlComments comments = TomlComments::kWithout);

// The inverse, of a text without comments on the options. `origin` starts every message. Throws std::invalid_argument
// for any other text.
[[nodiscard]] EffectiveConfiguration parseEffectiveConfiguration(const std::string& text, std::string_view origin);

}  // namespace herald
