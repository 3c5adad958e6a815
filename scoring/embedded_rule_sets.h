// The documents of scoring/rules, compiled into the program; embed_rule_sets.cmake writes the source at build time.
#pragma once

#include <span>
#include <string_view>

namespace herald {

struct EmbeddedRuleSet {
  std::string_view name;  // file name without .toml; equals the document's `name`
  std::string_view toml;
};

[[nodiscard]] std::span<const EmbeddedRuleSet> embeddedRuleSets();

}  // namespace herald
