#include "pipeline/files/file_stamp.h"

#include <gtest/gtest.h>

#include <chrono>

#include "tests/support/temporary_folder.h"

namespace herald {
namespace {

TEST(FileStamp, ChangesWithSizeAndTimeOnly) {
  const TemporaryFolder folder;
  const auto path = folder.write("a.svs", "x");
  const FileStamp before = fileStamp(path);
  (void)contentOf(path);
  std::filesystem::create_hard_link(path, folder / "b.svs");
  EXPECT_EQ(fileStamp(path), before);
  std::filesystem::last_write_time(path, std::filesystem::last_write_time(path) + std::chrono::milliseconds(5));
  EXPECT_NE(fileStamp(path), before);
  const FileStamp touched = fileStamp(path);
  folder.write("a.svs", "xx");
  EXPECT_NE(fileStamp(path), touched);
  EXPECT_TRUE(fileStamp(folder / "absent").entries.empty());
}

}  // namespace
}  // namespace herald
