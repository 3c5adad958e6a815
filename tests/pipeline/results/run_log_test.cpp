#include "pipeline/results/run_log.h"

#include <gtest/gtest.h>

#include <stdexcept>

#include "pipeline/files/printable.h"
#include "tests/support/temporary_folder.h"

namespace herald {
namespace {

TEST(RunLog, EntriesAreAddedToWhatIsThereOneLineEach) {
  const TemporaryFolder folder;
  folder.write("log.txt", "earlier\n");
  RunLog log(folder / "log.txt");
  EXPECT_TRUE(log.add("a\nb: failed", {"stage: c\x1b[2J"}));
  const std::string text = contentOf(folder / "log.txt");
  EXPECT_EQ(text.find("earlier\n20"), 0U) << text;
  EXPECT_NE(text.find("Z a\\nb: failed\n    stage: c\\x1b[2J\n"), std::string::npos) << text;
}

TEST(RunLog, ALogThatCannotBeWrittenIsSaidAndNoError) {
  const TemporaryFolder folder;
  EXPECT_FALSE(RunLog(folder / "absent/log.txt").add("x"));
}

TEST(RunLog, CausesAreTheWholeChainOutermostFirst) {
  std::exception_ptr chain;
  try {
    try {
      throw std::out_of_range("inside");
    } catch (...) {
      std::throw_with_nested(std::runtime_error("outside"));
    }
  } catch (...) {
    chain = std::current_exception();
  }
  const auto causes = causesOf(chain);
  ASSERT_EQ(causes.size(), 2U);
  EXPECT_NE(causes[0].find("std::runtime_error"), std::string::npos) << causes[0];
  EXPECT_NE(causes[0].find(": outside"), std::string::npos);
  EXPECT_EQ(causes[1], "std::out_of_range: inside");
}

TEST(Printable, EscapesControlCharactersOnly) {
  EXPECT_EQ(printable("a\nb\x1b\x7f \xc3\xa9"), "a\\nb\\x1b\\x7f \xc3\xa9");
}

}  // namespace
}  // namespace herald
