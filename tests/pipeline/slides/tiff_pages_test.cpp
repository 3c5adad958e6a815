#include "pipeline/slides/tiff_pages.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/support/jpeg_tiff_file.h"
#include "tests/support/temporary_folder.h"

namespace herald {
namespace {

// Edges rounded down, up or to the nearest, once or at each halving.
TEST(ReducedCopy, IsWhatAnyRoundingMakesOfASlide) {
  for (const std::int64_t width : {97, 2304, 46000, 131071})
    for (const std::int64_t height : {64, 1088, 32914, 99999})
      for (int halvings = 0; halvings < 12; ++halvings) {
        const std::int64_t part = std::int64_t{1} << halvings;
        std::int64_t w = width;
        std::int64_t h = height;
        for (int i = 0; i < halvings; ++i) w = w / 2, h = (h + 1) / 2;
        if (width / part == 0 || height / part == 0) continue;
        EXPECT_TRUE(isReducedCopy({width, height}, width / part, height / part))
            << width << ' ' << height << ' ' << part;
        EXPECT_TRUE(isReducedCopy({width, height}, (width + part - 1) / part, height / part)) << part;
        EXPECT_TRUE(isReducedCopy({width, height}, w, h)) << width << ' ' << height << ' ' << part;
      }
}

TEST(ReducedCopy, IsNotWhatHasAnotherAspectRatioOrIsLarger) {
  const SlideLevel slide{2304, 1088};
  EXPECT_FALSE(isReducedCopy(slide, 1240, 900));
  EXPECT_FALSE(isReducedCopy(slide, 900, 1240));
  EXPECT_FALSE(isReducedCopy(slide, 576, 262));  // by three per cent
  EXPECT_FALSE(isReducedCopy(slide, 2305, 1088));
  EXPECT_FALSE(isReducedCopy(slide, 0, 0));
  EXPECT_TRUE(isReducedCopy(slide, 2304, 1088));
}

TEST(TiffPages, AreNamedInTheOrderOfTheFile) {
  const TemporaryFolder folder;
  const auto path = folder / "a.tif";
  writeJpegTiff(path, {colourfulImage(300, 200), colourfulImage(150, 100)},
                {.orientation = ORIENTATION_BOTRIGHT, .description = "MPP = 0.25"});
  const TiffPages file = readTiffPages(path);
  EXPECT_TRUE(file.whole);
  ASSERT_EQ(file.pages.size(), 2U);
  EXPECT_EQ(file.pages[0].width, 300);
  EXPECT_EQ(file.pages[0].description, "MPP = 0.25");
  EXPECT_EQ(file.pages[0].orientation, 3);
  EXPECT_FALSE(file.pages[0].reduced);
  EXPECT_TRUE(file.pages[1].reduced && file.pages[1].tiled);
  EXPECT_TRUE(readTiffPages(folder.write("b.tif", "no TIFF")).pages.empty());
}

}  // namespace
}  // namespace herald
