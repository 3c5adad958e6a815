#include "pipeline/files/shell_words.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace herald {
namespace {

TEST(ShellWords, PlainWordsStayAndOthersAreQuoted) {
  EXPECT_EQ(quotedForShell("slides/a_1.svs"), "slides/a_1.svs");
  EXPECT_EQ(quotedForShell("a b"), "'a b'");
  EXPECT_EQ(quotedForShell(""), "''");
  EXPECT_EQ(quotedForShell("$HOME"), "'$HOME'");
  EXPECT_EQ(quotedForShell("it's"), "'it'\\''s'");
}

TEST(ShellWords, WhatIsQuotedIsReadBack) {
  const std::vector<std::string> words = {"herald",  "a b",       "",          "it's", "--set",
                                          "x=\"1\"", "tab\there", "new\nline", "\\"};
  std::string line;
  for (const std::string& word : words) line += fmt::format("{} ", quotedForShell(word));
  EXPECT_EQ(wordsOfShell(line), words);
  EXPECT_TRUE(wordsOfShell("").empty());
  EXPECT_EQ(wordsOfShell("  a   b "), (std::vector<std::string>{"a", "b"}));
}

}  // namespace
}  // namespace herald
