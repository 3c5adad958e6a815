#include "pipeline/configuration/provenance.h"

#include <gtest/gtest.h>

#include "pipeline/configuration/program.h"
#include "pipeline/files/file_hash.h"

namespace herald {
namespace {

TEST(Provenance, ACommandIsOneLineThatAShellTakes) {
  EXPECT_EQ(commandText({.name = "score"}), "herald score");
  EXPECT_EQ(commandText({.name = "score",
                         .paths = {"my slides", "b.svs"},
                         .options = {"--rules", "gastric-biopsy", "--set", "tumour.selection=it's"}}),
            R"(herald score 'my slides' b.svs --rules gastric-biopsy --set 'tumour.selection=it'\''s')");
}

TEST(Provenance, HoldsTheConfigurationThatItsHashIsOf) {
  EffectiveConfiguration configuration;
  configuration.options.cell_class.strong_od = 0.5;
  configuration.rules_name = "asco-cap-2018";
  const Provenance made = provenanceOf(configuration, {.name = "score", .paths = {"a.svs"}});
  EXPECT_EQ(made.config_toml, effectiveConfigurationText(configuration));
  EXPECT_EQ(made.config_hash, hash128Hex(made.config_toml));
  EXPECT_EQ(made.command, "herald score a.svs");
  EXPECT_EQ(made.herald, programVersion());
  EXPECT_EQ(made.libraries, libraryVersions());
  configuration.rules_hash = "00ff";
  EXPECT_NE(provenanceOf(configuration, {.name = "score"}).config_hash, made.config_hash);
}

}  // namespace
}  // namespace herald
