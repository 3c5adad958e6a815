#include "pipeline/slides/tiff_directory.h"

#include <gtest/gtest.h>

#include <sstream>
#include <vector>

namespace herald {
namespace {

struct TestEntry {
  int tag;
  int type;  // 3 = SHORT, 4 = LONG
  std::uint64_t count;
  std::uint64_t value;
};

// A file of directories without pictures.
class TiffBytes {
 public:
  TiffBytes(bool big, bool big_endian) : big_(big), big_endian_(big_endian) {
    bytes_ = big_endian ? "MM" : "II";
    add(big ? 43 : 42, 2);
    if (big) add(8, 2), add(0, 2);
    add(big ? 16 : 8, offsetSize());
  }
  // The last one says where the next would be, if `chained`.
  TiffBytes& directory(const std::vector<TestEntry>& entries, bool chained = false) {
    add(entries.size(), big_ ? 8 : 2);
    for (const TestEntry& entry : entries) {
      add(static_cast<std::uint64_t>(entry.tag), 2);
      add(static_cast<std::uint64_t>(entry.type), 2);
      add(entry.count, offsetSize());
      const int size = entry.count == 1 ? (entry.type == 3 ? 2 : 4) : offsetSize();
      add(entry.value, size);
      for (int i = size; i < offsetSize(); ++i) bytes_ += '\0';
    }
    const auto end = bytes_.size() + static_cast<std::size_t>(offsetSize());
    add(chained ? end : 0, offsetSize());
    return *this;
  }
  [[nodiscard]] std::string fault() const {
    std::istringstream file(bytes_);
    return tiffListFault(file).value_or("");
  }
  [[nodiscard]] std::string cutFault(std::size_t bytes) const {
    std::istringstream file(bytes_.substr(0, bytes));
    return tiffListFault(file).value_or("");
  }
  [[nodiscard]] std::size_t size() const { return bytes_.size(); }
  [[nodiscard]] const std::string& bytes() const { return bytes_; }

 private:
  [[nodiscard]] int offsetSize() const { return big_ ? 8 : 4; }
  void add(std::uint64_t number, int size) {
    for (int i = 0; i < size; ++i) bytes_ += static_cast<char>(number >> 8 * (big_endian_ ? size - 1 - i : i) & 0xff);
  }
  bool big_;
  bool big_endian_;
  std::string bytes_;
};

std::vector<TestEntry> tiles(std::uint64_t width, std::uint64_t height, std::uint64_t listed) {
  return {{256, 4, 1, width}, {257, 4, 1, height}, {322, 3, 1, 256}, {323, 3, 1, 256}, {324, 4, listed, 1000}};
}

TEST(TiffDirectory, AcceptsAListAsLongAsTheSizeNeeds) {
  for (const bool big : {false, true})
    for (const bool big_endian : {false, true}) {
      EXPECT_EQ(TiffBytes(big, big_endian).directory(tiles(768, 600, 9)).fault(), "");
      EXPECT_EQ(TiffBytes(big, big_endian).directory(tiles(256, 256, 1)).fault(), "");
    }
}

TEST(TiffDirectory, NamesTheDirectoryWhoseListIsTooShort) {
  for (const bool big : {false, true})
    for (const bool big_endian : {false, true}) {
      EXPECT_EQ(TiffBytes(big, big_endian).directory(tiles(769, 600, 9)).fault(),
                "directory 1 claims 769 x 600 pixels, 4 x 3 tiles, and lists 9");
      EXPECT_EQ(TiffBytes(big, big_endian).directory(tiles(768, 600, 9), true).directory(tiles(300, 300, 3)).fault(),
                "directory 2 claims 300 x 300 pixels, 2 x 2 tiles, and lists 3");
    }
}

TEST(TiffDirectory, RefusesTilesThatNoMemoryHolds) {
  const auto fault = [](std::uint64_t width, std::uint64_t height) {
    return TiffBytes(false, false)
        .directory({{256, 4, 1, 1000}, {257, 4, 1, 1000}, {322, 4, 1, width}, {323, 4, 1, height}, {324, 4, 1, 1000}})
        .fault();
  };
  EXPECT_EQ(fault(1U << 30U, 1U << 30U),
            "directory 1 has tiles of 1073741824 x 1073741824 pixels, too many to hold one");
  EXPECT_NE(fault(0xffffffffU, 0xffffffffU), "");
  EXPECT_NE(fault(100'000, 100'000), "");
  EXPECT_NE(fault((1U << 14U) + 1, 1U << 14U), "");
  EXPECT_EQ(fault(1U << 14U, 1U << 14U), "");
  EXPECT_EQ(fault(100'000, 16), "directory 1 claims 1000 x 1000 pixels, 1 x 63 tiles, and lists 1") << "but few rows";
}

TEST(TiffDirectory, KnowsStripsAndPlanes) {
  const std::vector<TestEntry> strips = {{256, 4, 1, 100}, {257, 4, 1, 100}, {273, 4, 3, 8}, {278, 3, 1, 30}};
  EXPECT_EQ(TiffBytes(false, false).directory(strips).fault(),
            "directory 1 claims 100 x 100 pixels, 1 x 4 strips, and lists 3");
  std::vector<TestEntry> one_strip = {{256, 4, 1, 100}, {257, 4, 1, 100}, {273, 4, 1, 8}, {278, 4, 1, 0xffffffff}};
  EXPECT_EQ(TiffBytes(false, false).directory(one_strip).fault(), "");
  one_strip = {{256, 4, 1, 100}, {257, 4, 1, 100}, {273, 4, 1, 8}, {277, 3, 1, 3}, {284, 3, 1, 2}};
  EXPECT_EQ(TiffBytes(false, false).directory(one_strip).fault(),
            "directory 1 claims 100 x 100 pixels, 1 x 3 strips, and lists 1");
}

TEST(TiffDirectory, IsNotFooledBySizesBeyondAnyNumber) {
  EXPECT_NE(TiffBytes(true, false).directory(tiles(0xffffffff, 0xffffffff, 9)).fault(), "");
  std::vector<TestEntry> empty = tiles(0, 100, 9);
  EXPECT_EQ(TiffBytes(false, false).directory(empty).fault(), "");
}

TEST(TiffDirectory, LeavesWhatIsNoWholeTiffToTheReaders) {
  std::istringstream none("not a TIFF at all");
  EXPECT_FALSE(tiffListFault(none));
  const TiffBytes file = TiffBytes(false, false).directory(tiles(769, 600, 9));
  for (std::size_t bytes = 0; bytes < file.size(); ++bytes) EXPECT_EQ(file.cutFault(bytes), "");
  // Tags that do not rise: no directory.
  EXPECT_EQ(TiffBytes(false, false).directory({{257, 4, 1, 1}, {256, 4, 1, 1}, {324, 4, 0, 0}}).fault(), "");
}

TEST(TiffDirectory, EndsWhereDirectoriesFormALoop) {
  // The directory at 8 names itself as the next.
  std::string bytes = {'I', 'I', 42, 0, 8, 0, 0, 0, 1, 0, 0, 1, 3, 0, 1, 0, 0, 0, 5, 0, 0, 0, 8, 0, 0, 0};
  std::istringstream file(bytes);
  EXPECT_FALSE(tiffListFault(file));
}

// A file counts what is read of it.
class CountedBytes : public std::stringbuf {
 public:
  using std::stringbuf::stringbuf;
  [[nodiscard]] std::streamsize read() const { return read_; }

 protected:
  std::streamsize xsgetn(char* to, std::streamsize count) override {
    read_ += count;
    return std::stringbuf::xsgetn(to, count);
  }

 private:
  std::streamsize read_ = 0;
};

TEST(TiffDirectory, ReadsALoopOfLargeDirectoriesOnlySoOften) {
  std::vector<TestEntry> entries;
  for (int tag = 1000; tag < 5000; ++tag) entries.push_back({tag, 4, 1, 7});
  TiffBytes file(false, false);
  file.directory(entries);
  std::string bytes = file.bytes();
  bytes.replace(bytes.size() - 4, 4, std::string("\x08\0\0\0", 4));
  CountedBytes buffer(bytes);
  std::istream stream(&buffer);
  EXPECT_EQ(tiffListFault(stream), std::nullopt);
  EXPECT_GT(buffer.read(), static_cast<std::streamsize>(bytes.size()));
  EXPECT_LT(buffer.read(), 20'000'000);
}

}  // namespace
}  // namespace herald
