#include "pipeline/slides/tiff_file.h"

#include <gtest/gtest.h>

#include <array>

#include "tests/support/temporary_folder.h"

namespace herald {
namespace {

constexpr std::int64_t kPlenty = 1 << 20;
constexpr std::int64_t kDescriptionBytes = 10000;

// One grey strip of 100 x 100 pixels, with a description.
void writeTiff(const std::filesystem::path& path) {
  TIFF* tiff = TIFFOpen(path.c_str(), "w");
  for (const auto& [tag, value] : {std::pair{TIFFTAG_IMAGEWIDTH, 100},
                                   {TIFFTAG_IMAGELENGTH, 100},
                                   {TIFFTAG_ROWSPERSTRIP, 100},
                                   {TIFFTAG_BITSPERSAMPLE, 8},
                                   {TIFFTAG_SAMPLESPERPIXEL, 1},
                                   {TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_MINISBLACK}})
    TIFFSetField(tiff, static_cast<std::uint32_t>(tag), value);
  TIFFSetField(tiff, TIFFTAG_IMAGEDESCRIPTION, std::string(kDescriptionBytes, 'x').c_str());
  std::array<std::uint8_t, 100 * 100> pixels{};
  TIFFWriteEncodedStrip(tiff, 0, pixels.data(), pixels.size());
  TIFFClose(tiff);
}

TEST(TiffFile, IsOpenWithoutAnError) {
  const TemporaryFolder folder;
  writeTiff(folder / "a.tif");
  const TiffFile tiff(folder / "a.tif", kPlenty);
  ASSERT_TRUE(tiff.valid());
  std::uint32_t width = 0;
  EXPECT_EQ(TIFFGetField(tiff.get(), TIFFTAG_IMAGEWIDTH, &width), 1);
  EXPECT_EQ(width, 100U);
  EXPECT_EQ(tiff.error(), "");
}

TEST(TiffFile, KeepsTheFirstErrorAndPrintsNone) {
  const TemporaryFolder folder;
  folder.write("a.tif", "no TIFF at all");
  testing::internal::CaptureStderr();
  const TiffFile tiff(folder / "a.tif", kPlenty);
  EXPECT_FALSE(tiff.valid());
  EXPECT_NE(tiff.error(), "");
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

TEST(TiffFile, IsNotValidWhereThereIsNone) {
  EXPECT_FALSE(TiffFile("/nowhere/a.tif", kPlenty).valid());
}

TEST(TiffFile, TakesNoMoreMemoryThanItMay) {
  const TemporaryFolder folder;
  writeTiff(folder / "a.tif");
  const char* description = nullptr;
  const TiffFile whole(folder / "a.tif", kPlenty);
  EXPECT_EQ(TIFFGetField(whole.get(), TIFFTAG_IMAGEDESCRIPTION, &description), 1);
  const TiffFile bounded(folder / "a.tif", kDescriptionBytes / 2);
  EXPECT_TRUE(!bounded.valid() || TIFFGetField(bounded.get(), TIFFTAG_IMAGEDESCRIPTION, &description) == 0);
  EXPECT_NE(bounded.error(), "");
}

}  // namespace
}  // namespace herald
