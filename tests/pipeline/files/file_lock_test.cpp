#include "pipeline/files/file_lock.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <optional>
#include <system_error>

#include "tests/support/temporary_folder.h"

namespace herald {
namespace {

TEST(FileLock, IsForOneAtATimeAndNamesItsHolder) {
  const TemporaryFolder folder;
  std::optional<FileLock> first;
  first.emplace(folder / "lock");
  EXPECT_EQ(first->fault(), "");
  const std::string holder = messageOf<LockTaken>([&] { const FileLock second(folder / "lock"); });
  EXPECT_EQ(holder.find("process " + std::to_string(getpid()) + " on "), 0U) << holder;
  EXPECT_TRUE(std::filesystem::exists(folder / "lock")) << "the refused one removed the lock";
  first.reset();
  EXPECT_FALSE(std::filesystem::exists(folder / "lock"));
}

TEST(FileLock, TakesTheFileOfADeadHolder) {
  const TemporaryFolder folder;
  folder.write("lock", "process 7 on elsewhere, which had a longer name than this machine has\n");
  const FileLock lock(folder / "lock");
  EXPECT_EQ(contentOf(folder / "lock").find("process " + std::to_string(getpid()) + " on "), 0U);
  EXPECT_EQ(contentOf(folder / "lock").find("elsewhere"), std::string::npos);
}

TEST(FileLock, SaysWhyItCannotBeMade) {
  const TemporaryFolder folder;
  EXPECT_THROW(const FileLock lock(folder / "absent/lock"), std::system_error);
}

}  // namespace
}  // namespace herald
