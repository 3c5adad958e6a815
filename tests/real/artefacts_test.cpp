// A real coverslip edge with its mask (HistoQC's case), and real cores that must lose nothing.
#include "stain/artefacts.h"

#include <gtest/gtest.h>

#include <string>

#include "pipeline/analysis/pass_one.h"
#include "pipeline/slides/slide_opening.h"
#include "tests/support/shared_data.h"

namespace herald {
namespace {

Image<Rgb8> wholePicture(const std::filesystem::path& path) {
  const auto source = openSlideSource(path);
  return readPicture(*source, 1).image;
}

TEST(RealCoverslipEdge, IsFoundWithAllItsMaskAndNoTissue) {
  const auto data = sharedData();
  if (!data) GTEST_SKIP() << "real images are not there";
  const Image<Rgb8> picture = wholePicture(*data / "ihc" / "coverslip_edge.png");
  const Image<Rgb8> truth = wholePicture(*data / "ihc" / "coverslip_edge_mask.png");
  // The picture's pixel size is not known; HistoQC's pictures have about 8 um.
  const PixelSize pixel_size(0.25);
  const BackgroundLight light = estimateBackground(picture, 8, {});
  TissueMask mask = findTissue(picture, 32, pixel_size, light, {});
  markArtefacts(picture, pixel_size, light, 0, {}, mask);
  int line = 0;
  int found = 0;
  int below = 0;
  for (int y = 0; y < picture.height(); ++y) {
    for (int x = 0; x < picture.width(); ++x) {
      const bool edge = mask.classes.at(x, y) == TissueClass::kCoverslipEdge;
      line += truth.at(x, y).r > 127 ? 1 : 0;
      found += edge && truth.at(x, y).r > 127 ? 1 : 0;
      below += edge && y > 110 ? 1 : 0;  // where the specimen lies
    }
  }
  EXPECT_GT(line, 10000);
  EXPECT_GE(found, 0.95 * line);
  EXPECT_EQ(below, 0);
}

TEST(RealCores, LoseLessThanOnePerCentOfTheirTissueToArtefactsOfPassOne) {
  const auto data = sharedData();
  if (!data) GTEST_SKIP() << "real slides are not there";
  for (const char* name :
       {"core_0_a6d0d6a6.tif", "core_1_fb95908d.tif", "core_2_a5593c5e.tif", "core_3_a1f1510c.tif"}) {
    SCOPED_TRACE(name);
    const auto source = openSlideSource(*data / "her2_cores" / name);
    const PixelSize pixel_size(0.25);
    const TissueMask tissue = passOne(*source, pixel_size, {}).statistics.tissue;
    double hidden_mm2 = 0;
    for (int i = static_cast<int>(TissueClass::kPen); i < kTissueClasses; ++i) {
      const auto kind = static_cast<TissueClass>(i);
      if (isSearched(kind)) hidden_mm2 += tissue.areaMm2(kind, pixel_size);
    }
    EXPECT_LT(hidden_mm2, 0.01 * tissue.areaMm2(TissueClass::kTissue, pixel_size));
  }
}

}  // namespace
}  // namespace herald
