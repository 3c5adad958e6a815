#include "pipeline/output_folder.h"

#include <gtest/gtest.h>

#include <optional>

#include "tests/support/temporary_folder.h"

namespace herald {
namespace {

TEST(OutputFolder, IsMadeAndLeavesNoLockBehind) {
  const TemporaryFolder folder;
  {
    const OutputFolder out(folder / "a/b");
    EXPECT_EQ(out.warning(), "");
    EXPECT_TRUE(std::filesystem::exists(folder / "a/b/.herald.lock"));
  }
  EXPECT_TRUE(std::filesystem::is_directory(folder / "a/b/slides"));
  EXPECT_FALSE(std::filesystem::exists(folder / "a/b/.herald.lock"));
}

TEST(OutputFolder, IsForOneAtATime) {
  const TemporaryFolder folder;
  std::optional<OutputFolder> first;
  first.emplace(folder.path());
  const std::string message = messageOf<UnusableFolder>([&] { const OutputFolder second(folder.path()); });
  EXPECT_EQ(message.find(folder.path().string() + ": another run (process "), 0U) << message;
  EXPECT_TRUE(std::filesystem::exists(folder / ".herald.lock")) << "the refused one removed the lock";
  first.reset();
  const OutputFolder again(folder.path());
}

TEST(OutputFolder, IsRefusedWhereItCannotBeMade) {
  const TemporaryFolder folder;
  folder.write("file", "x");
  const std::string message = messageOf<UnusableFolder>([&] { const OutputFolder out(folder / "file"); });
  EXPECT_EQ(message.find((folder / "file").string() + ": "), 0U) << message;
}

TEST(OutputFolder, RepairsWhatAKilledRunLeftAndKeepsTheRest) {
  const TemporaryFolder folder;
  folder.write("slides/whole-1/result.json", "{}");
  folder.write("slides/whole-1/cells.h5ad", "x");
  folder.write("slides/whole-1/.cells.h5ad.partial-1-1", "half");
  folder.write("slides/half-2/cells.h5ad", "x");
  folder.write("slides/half-3/cells.h5ad", "x");
  folder.write("slides/half-3/mine.txt", "x");
  folder.write(".cells.partial-1-1", "half");
  const OutputFolder out(folder.path());
  EXPECT_TRUE(std::filesystem::exists(folder / "slides/whole-1/cells.h5ad"));
  EXPECT_FALSE(std::filesystem::exists(folder / "slides/whole-1/.cells.h5ad.partial-1-1"));
  EXPECT_FALSE(std::filesystem::exists(folder / "slides/half-2"));
  EXPECT_FALSE(std::filesystem::exists(folder / "slides/half-3/cells.h5ad"));
  EXPECT_TRUE(std::filesystem::exists(folder / "slides/half-3/mine.txt"));
  EXPECT_FALSE(std::filesystem::exists(folder / ".cells.partial-1-1"));
}

}  // namespace
}  // namespace herald
