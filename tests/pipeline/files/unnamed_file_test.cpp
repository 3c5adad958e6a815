#include "pipeline/files/unnamed_file.h"

#include <gtest/gtest.h>

#include <array>
#include <string>

#include "pipeline/files/atomic_file.h"
#include "tests/support/file_size_limit.h"
#include "tests/support/temporary_folder.h"

namespace herald {
namespace {

std::span<const std::byte> bytesOf(std::string_view text) {
  return std::as_bytes(std::span(text));
}

TEST(UnnamedFile, GivesBackWhatWasWrittenAndHasNoNameMeanwhile) {
  const TemporaryFolder folder;
  const UnnamedFile file(folder.path(), "cells");
  file.write(4, bytesOf("3+"));
  file.write(0, bytesOf("0 1+"));
  std::string text(5, ' ');
  file.read(1, std::as_writable_bytes(std::span(text)));
  EXPECT_EQ(text, " 1+3+");
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(UnnamedFile, NamesAFolderThatIsNotThere) {
  const std::string message = messageOf<OutputError>([] { const UnnamedFile file("/nowhere", "cells"); });
  EXPECT_EQ(message, "/nowhere: cannot create a temporary file: No such file or directory");
}

TEST(UnnamedFile, SaysThatTheDiskIsFullAndLeavesNothing) {
  const TemporaryFolder folder;
  std::string message;
  {
    const FileSizeLimit limit(2);
    const UnnamedFile file(folder.path(), "scores");
    message = messageOf<OutputError>([&] { file.write(0, bytesOf("012")); });
  }
  EXPECT_EQ(message, folder.path().string() + ": cannot write scores to a temporary file: File too large");
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(UnnamedFile, DoesNotReadBeyondItsEnd) {
  const TemporaryFolder folder;
  const UnnamedFile file(folder.path(), "scores");
  file.write(0, bytesOf("01"));
  std::array<std::byte, 3> bytes{};
  const std::string message = messageOf<OutputError>([&] { file.read(0, bytes); });
  EXPECT_EQ(message, folder.path().string() + ": cannot read scores back from a temporary file: Input/output error");
}

}  // namespace
}  // namespace herald
