// Rule sets.
#include <fstream>
#include <sstream>

#include "fuzz_target.h"
#include "scoring/rule_set.h"
#include "tests/support/source_folder.h"

std::vector<std::string> seedInputs() {
  std::vector<std::string> seeds = {"[=]", "\xEF\xB3\xBF"};
  for (const std::string_view name : herald::builtInRuleSetNames()) {
    std::ifstream file(herald::sourceFolder() / "scoring/rules" / (std::string(name) + ".toml"));
    std::ostringstream text;
    text << file.rdbuf();
    seeds.push_back(text.str());
  }
  return seeds;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    (void)herald::parseRuleSet({reinterpret_cast<const char*>(data), size}, "input.toml");
  } catch (const std::invalid_argument&) {
  }
  return 0;
}
