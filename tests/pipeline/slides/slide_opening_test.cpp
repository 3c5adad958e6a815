#include "pipeline/slides/slide_opening.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/support/shared_data.h"
#include "tests/support/temporary_folder.h"

namespace herald {
namespace {

#define SHARED_DATA_OR_SKIP(variable) \
  const auto variable = sharedData(); \
  if (!variable) GTEST_SKIP() << "the folder of real slides is absent"

Image<Rgb8> topLeft(SlideSource& slide, int edge) {
  Image<Rgb8> pixels;
  slide.readRegion(0, 0, 0, edge, edge, pixels);
  return pixels;
}

TEST(SlideSource, EveryRealFileOpensOrGivesOneClearLine) {
  SHARED_DATA_OR_SKIP(data);
  for (const auto& entry : std::filesystem::recursive_directory_iterator(*data)) {
    if (!entry.is_regular_file() || entry.path().extension() == ".md" || entry.path().extension() == ".csv") continue;
    testing::internal::CaptureStderr();
    std::string message;
    try {
      const auto slide = openSlideSource(entry.path());
      EXPECT_FALSE(slide->description().levels.empty());
      EXPECT_GE(slide->description().quick_hash.size(), 32U);
      (void)topLeft(*slide, 64);
    } catch (const ReadError& error) {
      message = error.what();
      EXPECT_EQ(message.find(entry.path().string()), 0U) << message;
      EXPECT_EQ(std::count(message.begin(), message.end(), '\n'), 0) << message;
    }
    const std::string said = testing::internal::GetCapturedStderr();
    EXPECT_TRUE(said.empty()) << entry.path() << ": " << said;
    RecordProperty(entry.path().filename().string(), message);
  }
}

TEST(SlideSource, GenericTiffHasItsPixelSizeFromTheResolutionTags) {
  SHARED_DATA_OR_SKIP(data);
  const auto slide = openSlideSource(*data / "her2_cores" / "core_0_a6d0d6a6.tif");
  const auto& description = slide->description();
  EXPECT_EQ(description.decoder, "direct");
  EXPECT_EQ(description.vendor, "generic-tiff");
  EXPECT_EQ(description.levels.size(), 6U);
  EXPECT_EQ(description.levels[0].width, 5468);
  ASSERT_EQ(description.pixel_sizes.size(), 1U);
  EXPECT_EQ(description.pixel_sizes[0].source, "tiff-resolution");
  EXPECT_NEAR(description.pixel_sizes[0].pixel_size.umPerPx(), 0.25, 1e-9);
}

TEST(SlideSource, AperioPrefersItsOwnPixelSize) {
  SHARED_DATA_OR_SKIP(data);
  const auto slide = openSlideSource(*data / "her2_cores" / "core_3_a1f1510c_aperio.svs");
  ASSERT_EQ(slide->description().pixel_sizes.size(), 2U);
  EXPECT_EQ(slide->description().pixel_sizes[0].source, "openslide.mpp");
  EXPECT_EQ(slide->description().objective_power, 40.0);
}

TEST(SlideSource, BothContainersOfACoreGiveTheSamePixels) {
  SHARED_DATA_OR_SKIP(data);
  const auto tif = openSlideSource(*data / "her2_cores" / "core_3_a1f1510c.tif");
  const auto svs = openSlideSource(*data / "her2_cores" / "core_3_a1f1510c_aperio.svs");
  Image<Rgb8> a;
  Image<Rgb8> b;
  tif->readRegion(0, 2001, 2003, 301, 207, a);
  svs->readRegion(0, 2001, 2003, 301, 207, b);
  EXPECT_EQ(a.pixels(), b.pixels());
}

TEST(SlideSource, ARegionIsTheSameHoweverItIsCut) {
  SHARED_DATA_OR_SKIP(data);
  const auto slide = openSlideSource(*data / "her2_cores" / "core_3_a1f1510c.tif");
  Image<Rgb8> whole;
  Image<Rgb8> part;
  slide->readRegion(0, 1000, 1000, 400, 300, whole);
  slide->readRegion(0, 1133, 1077, 51, 43, part);
  for (int y = 0; y < 43; ++y)
    for (int x = 0; x < 51; ++x) ASSERT_EQ(part.at(x, y), whole.at(133 + x, 77 + y)) << x << ' ' << y;
}

TEST(SlideSource, OutsideTheSlideIsWhite) {
  SHARED_DATA_OR_SKIP(data);
  const auto slide = openSlideSource(*data / "slides" / "CMU-1-Small-Region.svs");
  Image<Rgb8> pixels;
  slide->readRegion(0, -40, -30, 64, 64, pixels);
  EXPECT_EQ(pixels.at(39, 63), (Rgb8{255, 255, 255}));
  EXPECT_NE(pixels.at(40, 30), (Rgb8{255, 255, 255}));
  slide->readRegion(0, 2220, 0, 8, 8, pixels);
  EXPECT_EQ(pixels.at(0, 0), (Rgb8{255, 255, 255}));
}

TEST(SlideSource, IsDeadAfterItsFirstError) {
  SHARED_DATA_OR_SKIP(data);
  const auto slide = openSlideSource(*data / "bad" / "unreadable.svs");
  for (int attempt = 0; attempt < 2; ++attempt) {
    const std::string message = messageOf<ReadError>([&] { (void)topLeft(*slide, 16); });
    EXPECT_NE(message.find("unreadable.svs: level 0 at (0, 0): "), std::string::npos) << message;
  }
}

}  // namespace
}  // namespace herald
