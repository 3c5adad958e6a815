# Writes OUTPUT, a C++ source that holds every document of RULE_SETS (file names joined by "|") as a raw string.
string(REPLACE "|" ";" RULE_SETS "${RULE_SETS}")
set(entries "")
foreach(path IN LISTS RULE_SETS)
  get_filename_component(name "${path}" NAME_WE)
  file(READ "${path}" document)
  string(APPEND entries "    {\"${name}\", R\"rule_set(${document})rule_set\"},\n")
endforeach()
file(WRITE "${OUTPUT}" "// Written by embed_rule_sets.cmake.
#include \"scoring/embedded_rule_sets.h\"

namespace herald {

std::span<const EmbeddedRuleSet> embeddedRuleSets() {
  static constexpr EmbeddedRuleSet kRuleSets[] = {
${entries}  };
  return kRuleSets;
}

}  // namespace herald
")
