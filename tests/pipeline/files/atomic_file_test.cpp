#include "pipeline/files/atomic_file.h"

#include <gtest/gtest.h>

#include "tests/support/temporary_folder.h"

namespace herald {
namespace {

std::size_t filesIn(const std::filesystem::path& folder) {
  const std::filesystem::directory_iterator entries(folder);
  return static_cast<std::size_t>(std::distance(begin(entries), end(entries)));
}

TEST(AtomicFile, PutsTheBytesInPlaceAndLeavesNothingElse) {
  const TemporaryFolder folder;
  writeFileAtomically(folder / "a.txt", "first");
  writeFileAtomically(folder / "a.txt", "second");
  EXPECT_EQ(contentOf(folder / "a.txt"), "second");
  EXPECT_EQ(filesIn(folder.path()), 1U);
}

TEST(AtomicFile, KeepsTheOldFileAndRemovesTheNewOneWhenTheWriterThrows) {
  const TemporaryFolder folder;
  folder.write("a.txt", "old");
  const auto half_way = [](const std::filesystem::path& partial) {
    std::ofstream(partial) << "half";
    throw std::runtime_error("no more");
  };
  EXPECT_THROW(writeFileAtomically(folder / "a.txt", half_way), std::runtime_error);
  EXPECT_EQ(contentOf(folder / "a.txt"), "old");
  EXPECT_EQ(filesIn(folder.path()), 1U);
}

TEST(AtomicFile, WritesAsideUnderAHiddenNameInTheSameFolder) {
  const TemporaryFolder folder;
  std::filesystem::path seen;
  writeFileAtomically(folder / "a.txt", [&](const std::filesystem::path& partial) {
    seen = partial;
    std::ofstream(partial) << "x";
    EXPECT_FALSE(std::filesystem::exists(folder / "a.txt"));
  });
  EXPECT_EQ(seen.parent_path(), folder.path());
  EXPECT_TRUE(seen.filename().string().starts_with("."));
}

TEST(AtomicFile, NamesThePathAndTheSystemsWordsInOneLine) {
  const TemporaryFolder folder;
  const auto path = folder / "absent" / "a.txt";
  const std::string message = messageOf<OutputError>([&] { writeFileAtomically(path, "x"); });
  EXPECT_EQ(message, path.string() + ": cannot create the file: No such file or directory");
}

TEST(AtomicFile, SaysWhenTheTargetIsAFolder) {
  const TemporaryFolder folder;
  folder.write("a.txt/inside", "x");
  const std::string message = messageOf<OutputError>([&] { writeFileAtomically(folder / "a.txt", "x"); });
  EXPECT_EQ(message, (folder / "a.txt").string() + ": cannot put the file in its place: Is a directory");
  EXPECT_EQ(filesIn(folder.path()), 1U);
}

TEST(AtomicFile, SaysWhenTheDiskIsFull) {
  if (!std::filesystem::exists("/dev/full")) GTEST_SKIP() << "no /dev/full on this machine";
  const TemporaryFolder folder;
  const auto into_full_disk = [&](const std::filesystem::path& partial) {
    std::filesystem::create_symlink("/dev/full", partial);
    std::ofstream file(partial);
    file << "x" << std::flush;
    if (!file) throw OutputError("full");
  };
  EXPECT_THROW(writeFileAtomically(folder / "a.txt", into_full_disk), OutputError);
  EXPECT_EQ(filesIn(folder.path()), 0U);
}

TEST(AtomicFile, SweepsWhatKilledProcessesLeftAndNothingElse) {
  const TemporaryFolder folder;
  folder.write(".result.json.partial-123-0", "half");
  folder.write(".hidden", "mine");
  folder.write(".scan.partial-today", "mine");
  folder.write("result.json", "whole");
  removePartialFiles(folder.path());
  EXPECT_FALSE(std::filesystem::exists(folder / ".result.json.partial-123-0"));
  EXPECT_EQ(filesIn(folder.path()), 3U);
  removePartialFiles(folder / "absent");
}

}  // namespace
}  // namespace herald
