#include "pipeline/configuration/chosen_rules.h"

#include <gtest/gtest.h>

#include <stdexcept>

#include "pipeline/files/file_hash.h"
#include "tests/support/source_folder.h"
#include "tests/support/temporary_folder.h"

namespace herald {
namespace {

TEST(ChosenRules, AreBuiltInOrAFilesWithItsHash) {
  const ChosenRules built_in = rulesNamed("gastric-biopsy");
  EXPECT_EQ(built_in.rules.name, "gastric-biopsy");
  EXPECT_EQ(built_in.content_hash, "");
  const TemporaryFolder folder;
  const std::string content = contentOf(sourceFolder() / "scoring/rules/asco-cap-2013.toml");
  for (const char* name : {"mine.toml", "sub/no_extension"}) {
    const ChosenRules of_file = rulesNamed(folder.write(name, content).string());
    EXPECT_EQ(of_file.rules.name, "asco-cap-2013") << name;
    EXPECT_EQ(of_file.content_hash, hash128Hex(content)) << name;
  }
}

TEST(ChosenRules, OfResultsAreFoundByNameButNotThoseOfAFile) {
  EffectiveConfiguration configuration;
  setRules(rulesNamed("gastric-resection"), configuration);
  EXPECT_EQ(rulesOf(configuration, "results").rules.name, "gastric-resection");
  setRules({.rules = rulesNamed("asco-cap-2013").rules, .content_hash = "00ff"}, configuration);
  EXPECT_EQ(configuration.rules_name, "asco-cap-2013");
  EXPECT_EQ(configuration.rules_hash, "00ff");
  EXPECT_FALSE(configuration.rules_version.empty());
  EXPECT_EQ(messageOf<std::invalid_argument>([&] { (void)rulesOf(configuration, "results"); }),
            "results was scored with the rule file of \"asco-cap-2013\": name it with --rules");
}

}  // namespace
}  // namespace herald
