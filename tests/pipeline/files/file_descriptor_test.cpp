#include "pipeline/files/file_descriptor.h"

#include <fcntl.h>
#include <gtest/gtest.h>

#include <array>
#include <cerrno>
#include <string>
#include <utility>

#include "tests/support/file_size_limit.h"
#include "tests/support/temporary_folder.h"

namespace herald {
namespace {

std::span<const std::byte> bytesOf(std::string_view text) {
  return std::as_bytes(std::span(text));
}

bool isOpen(int number) {
  return fcntl(number, F_GETFD) >= 0;
}

TEST(FileDescriptor, WritesAndReadsAtAPlace) {
  const TemporaryFolder folder;
  const FileDescriptor file(folder / "file", O_RDWR | O_CREAT);
  ASSERT_TRUE(file.valid());
  EXPECT_TRUE(file.writeAt(0, bytesOf("membrane")));
  EXPECT_TRUE(file.writeAt(3, bytesOf("B")));
  std::string text(3, ' ');
  EXPECT_TRUE(file.readAt(2, std::as_writable_bytes(std::span(text))));
  EXPECT_EQ(text, "mBr");
}

TEST(FileDescriptor, TellsAFileThatEndsBeforeFromOneThatFails) {
  const TemporaryFolder folder;
  const FileDescriptor file(folder.write("file", "DAB"), O_RDONLY);
  std::array<std::byte, 4> bytes{};
  errno = ENOENT;
  EXPECT_FALSE(file.readAt(0, bytes));
  EXPECT_EQ(errno, 0);
  EXPECT_FALSE(file.writeAt(0, bytesOf("H"))) << "it is open for reading only";
  EXPECT_EQ(errno, EBADF);
}

TEST(FileDescriptor, SaysThatAFileCannotGrow) {
  const TemporaryFolder folder;
  const FileDescriptor file(folder / "file", O_WRONLY | O_CREAT);
  const FileSizeLimit limit(2);
  EXPECT_FALSE(file.writeAt(0, bytesOf("DAB")));
  EXPECT_EQ(errno, EFBIG);
}

TEST(FileDescriptor, SaysWhyAFileCannotBeOpened) {
  const FileDescriptor file("/nowhere/file", O_RDONLY);
  EXPECT_EQ(errno, ENOENT);
  EXPECT_FALSE(file.valid());
  EXPECT_EQ(file.get(), -1);
}

TEST(FileDescriptor, IsClosedWithItsLastOwnerAndNotBefore) {
  const TemporaryFolder folder;
  folder.write("file", "");
  int number = -1;
  {
    FileDescriptor first(folder / "file", O_RDONLY);
    number = first.get();
    FileDescriptor second(std::move(first));
    FileDescriptor third;
    third = std::move(second);
    EXPECT_EQ(third.get(), number);
    EXPECT_TRUE(isOpen(number));
  }
  EXPECT_FALSE(isOpen(number));
}

TEST(FileDescriptor, ClosesTheFileItHadWhenItTakesAnother) {
  const TemporaryFolder folder;
  folder.write("file", "");
  FileDescriptor file(folder / "file", O_RDONLY);
  const int earlier = file.get();
  file = FileDescriptor(folder / "file", O_RDONLY);
  EXPECT_TRUE(file.valid());
  EXPECT_NE(file.get(), earlier);
  EXPECT_FALSE(isOpen(earlier));
}

TEST(FileDescriptor, ClosesWhenAskedAndNoSecondTime) {
  const TemporaryFolder folder;
  FileDescriptor file(folder / "file", O_WRONLY | O_CREAT);
  EXPECT_TRUE(file.closeNow());
  EXPECT_FALSE(file.valid());
  EXPECT_FALSE(file.closeNow());
}

TEST(FileDescriptor, IsNotInheritedByPrograms) {
  const TemporaryFolder folder;
  const FileDescriptor file(folder / "file", O_WRONLY | O_CREAT);
  EXPECT_NE(fcntl(file.get(), F_GETFD) & FD_CLOEXEC, 0);
}

}  // namespace
}  // namespace herald
