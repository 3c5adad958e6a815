#include "pipeline/slides/slide_files.h"

#include <gtest/gtest.h>

#include "pipeline/files/file_hash.h"
#include "tests/support/temporary_folder.h"

namespace herald {
namespace {

TEST(SlideFiles, AMiraxSlideHasItsPixelsInAFolder) {
  const TemporaryFolder folder;
  const auto slide = folder.write("a.mrxs", "x");
  const auto second = folder.write("a/Data0001.dat", "x");
  const auto first = folder.write("a/Data0000.dat", "x");
  std::filesystem::create_directory(folder / "b");
  EXPECT_EQ(companionsOf(slide), (std::vector<std::filesystem::path>{first, second}));
  EXPECT_TRUE(isCompanionFolder(folder / "a"));
  EXPECT_FALSE(isCompanionFolder(folder / "b"));
}

TEST(SlideFiles, HashAndStampNoticeAChangeInThem) {
  const TemporaryFolder folder;
  const auto slide = folder.write("a.mrxs", "x");
  folder.write("a/Data0000.dat", "x");
  const std::string hash = slideHash(slide);
  const FileStamp stamp = slideStamp(slide);
  EXPECT_EQ(stamp.entries.size(), 2U);
  folder.write("a/Data0000.dat", "xx");
  EXPECT_NE(slideHash(slide), hash);
  EXPECT_NE(slideStamp(slide), stamp);
}

TEST(SlideFiles, OtherSlidesAreOneFile) {
  const TemporaryFolder folder;
  const auto slide = folder.write("a.svs", "x");
  folder.write("a/Data0000.dat", "x");
  EXPECT_TRUE(companionsOf(slide).empty());
  EXPECT_EQ(slideHash(slide), hash128HexOfFile(slide));
  EXPECT_EQ(slideStamp(slide), fileStamp(slide));
  EXPECT_FALSE(isCompanionFolder(folder / "a"));
}

}  // namespace
}  // namespace herald
