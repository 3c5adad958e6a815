#include "pipeline/configuration/provenance.h"

#include <gtest/gtest.h>

#include "pipeline/configuration/program.h"
#include "pipeline/files/file_hash.h"

namespace herald {
namespace {

TEST(Provenance, ACommandIsALineForAShellAndReadBackFromIt) {
  const Command command{.name = "score",
                        .paths = {"my slides", "b/c.svs", "it's"},
                        .options = {"--set", "tumour.selection=all", "--roi", "a b"}};
  const std::string line = commandText(command);
  EXPECT_EQ(line, R"(herald score 'my slides' b/c.svs 'it'\''s' --set tumour.selection=all --roi 'a b')");
  const Command read = parseCommand(line);
  EXPECT_EQ(read.name, command.name);
  EXPECT_EQ(read.paths, command.paths);
  EXPECT_EQ(read.options, command.options);
}

TEST(Provenance, ALineWithoutWordsIsNoCommand) {
  for (const char* line : {"", "herald"}) {
    const Command command = parseCommand(line);
    EXPECT_TRUE(command.name.empty() && command.paths.empty() && command.options.empty());
  }
  EXPECT_TRUE(parseCommand("herald score --mpp 1").paths.empty());
}

TEST(Provenance, HoldsTheConfigurationThatItsHashIsOf) {
  EffectiveConfiguration configuration;
  configuration.options.cell_class.strong_od_um = 0.5;
  configuration.rules_name = "asco-cap-2018";
  const Provenance made = provenanceOf(configuration, {.name = "score", .paths = {"a.svs"}});
  EXPECT_EQ(made.config_toml, effectiveConfigurationText(configuration));
  EXPECT_EQ(made.config_hash, hash128Hex(made.config_toml));
  EXPECT_EQ(commandText(made.command), "herald score a.svs");
  EXPECT_EQ(made.herald, programVersion());
  EXPECT_EQ(made.libraries, libraryVersions());
  configuration.rules_hash = "00ff";
  EXPECT_NE(provenanceOf(configuration, {.name = "score"}).config_hash, made.config_hash);
}

}  // namespace
}  // namespace herald
