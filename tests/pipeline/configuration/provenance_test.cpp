#include "pipeline/configuration/provenance.h"

#include <gtest/gtest.h>

namespace herald {
namespace {

TEST(Provenance, ACommandIsALineForAShellAndReadBackFromIt) {
  const Command command{"score", {"my slides", "b/c.svs", "it's"}, {"--set", "tumour.selection=all", "--roi", "a b"}};
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

}  // namespace
}  // namespace herald
