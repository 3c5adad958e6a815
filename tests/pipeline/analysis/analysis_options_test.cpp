#include "pipeline/analysis/analysis_options.h"

#include <gtest/gtest.h>

namespace herald {
namespace {

// An option of each section, moved away from its default.
Configuration movedConfiguration() {
  Configuration configuration;
  for (const char* assignment : {"background.darkest=140", "tissue.glass_od=0.31", "artefact.fold_ratio=7.5",
                                 "slide_kind.smallest_saturation=33", "stain.purity=0.77", "nucleus.split_gain=1.75",
                                 "territory.reach_um=11.5", "membrane.search_um=0.55"})
    setOption(assignment, configuration);
  return configuration;
}

TEST(AnalysisOptions, OfPassOneAreThoseOfTheConfiguration) {
  const PassOneOptions options = passOneOptionsOf(movedConfiguration());
  EXPECT_EQ(options.background.darkest, 140);
  EXPECT_EQ(options.tissue.glass_od, 0.31);
  EXPECT_EQ(options.artefact.fold_ratio, 7.5);
  EXPECT_EQ(options.slide_kind.smallest_saturation, 33);
  EXPECT_EQ(options.stain.purity, 0.77);
}

TEST(AnalysisOptions, OfSegmentationAreThoseOfTheConfiguration) {
  const SegmentationOptions options = segmentationOptionsOf(movedConfiguration());
  EXPECT_EQ(options.nucleus.split_gain, 1.75);
  EXPECT_EQ(options.territory.reach_um, 11.5);
  EXPECT_EQ(options.membrane.search_um, 0.55);
}

}  // namespace
}  // namespace herald
