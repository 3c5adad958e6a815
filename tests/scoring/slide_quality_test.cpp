#include "scoring/slide_quality.h"

#include <gtest/gtest.h>

#include <stdexcept>
#include <vector>

#include "../support/expect_refusal.h"

namespace herald {
namespace {

// A hundred good cells, unstained.
struct Slide {
  std::vector<CellRecord> cells = std::vector<CellRecord>(100);
  std::vector<CellStaining> staining = std::vector<CellStaining>(100);
  TissueAreas areas{1.0, 0, 0};
  double hematoxylin_scale_od = 0.03;
  Slide() {
    for (CellRecord& cell : cells) {
      cell.nucleus_hematoxylin_od = 0.12F;
      cell.edge_distance_um = 200;
    }
  }
  [[nodiscard]] SlideAssessment assessed() const {
    std::vector<CellCall> calls;
    for (std::size_t i = 0; i < cells.size(); ++i) calls.push_back(callOf(cells[i], staining[i], {}));
    return assessSlide(summariesOf(cells), calls, areas, hematoxylin_scale_od, {});
  }
};

void expectReason(const Slide& slide, const char* name) {
  const SlideAssessment assessment = slide.assessed();
  ASSERT_EQ(assessment.reasons.size(), 1U) << name;
  EXPECT_EQ(assessment.reasons[0].rfind(std::string(name) + ": ", 0), 0U) << assessment.reasons[0];
}

TEST(SlideQuality, FindsNothingOnAGoodSlide) {
  const SlideAssessment assessment = Slide().assessed();
  EXPECT_TRUE(assessment.reasons.empty());
  EXPECT_TRUE(assessment.warnings.empty());
  EXPECT_NEAR(assessment.counterstain_od, 0.12, 1e-6);
}

TEST(SlideQuality, RefusesTissueMostlyOutOfFocusOrHiddenOrTooSmall) {
  Slide slide;
  slide.areas = {0.35, 0.65, 0};
  expectReason(slide, "out_of_focus");
  slide.areas = {0.55, 0.45, 0};
  EXPECT_TRUE(slide.assessed().reasons.empty());
  slide.areas = {0.2, 0.3, 0.5};
  expectReason(slide, "too_little_tissue");
  slide.areas = {0.001, 0, 0};
  expectReason(slide, "too_little_tissue");
}

TEST(SlideQuality, RefusesASlideWithoutCounterstainButNoPaleOne) {
  Slide slide;
  slide.hematoxylin_scale_od = 0.0079;
  expectReason(slide, "no_counterstain");
  slide.hematoxylin_scale_od = 0.008;
  EXPECT_TRUE(slide.assessed().reasons.empty());
}

// How dark nuclei are is told, not judged: pale ones on a slide whose scale is fine are just pale.
TEST(SlideQuality, TellsHowDarkNucleiAreAndDoesNotJudgeBySlidesWithoutScale) {
  Slide slide;
  for (CellRecord& cell : slide.cells) cell.nucleus_hematoxylin_od = 0.02F;
  EXPECT_TRUE(slide.assessed().reasons.empty());
  EXPECT_NEAR(slide.assessed().counterstain_od, 0.02, 1e-6);
  slide.hematoxylin_scale_od = 0;
  EXPECT_TRUE(slide.assessed().reasons.empty());
}

TEST(SlideQuality, RefusesMembranesHiddenByCytoplasmButNoCompleteOnesOfThreeTimesAsMuch) {
  Slide slide;
  for (CellRecord& cell : slide.cells) cell.cytoplasm_dab_od = 0.35F;
  expectReason(slide, "cytoplasmic_artefact");
  for (CellStaining& cell : slide.staining) cell.pattern = StainingPattern::kCs, cell.dab_od = 0.8;
  expectReason(slide, "cytoplasmic_artefact");
  for (CellStaining& cell : slide.staining) cell.dab_od = 1.1;
  EXPECT_TRUE(slide.assessed().reasons.empty());
  EXPECT_EQ(slide.assessed().masked_share, 0);
}

TEST(SlideQuality, WarnsOfStainingAtTheEdgeOnly) {
  Slide slide;
  for (std::size_t i = 0; i < 40; ++i) {
    slide.cells[i].edge_distance_um = 20;
    slide.staining[i].pattern = StainingPattern::kCs;
  }
  ASSERT_EQ(slide.assessed().warnings.size(), 1U);
  EXPECT_EQ(slide.assessed().warnings[0].rfind("edge_artefact: 100 %", 0), 0U) << slide.assessed().warnings[0];
  for (CellStaining& cell : slide.staining) cell.pattern = StainingPattern::kCs;
  EXPECT_TRUE(slide.assessed().warnings.empty());
}

TEST(SlideQuality, TakesTissueWithoutANucleusForNotCounterstained) {
  EXPECT_TRUE(assessSlide({}, {}, {}, 0, {}).reasons.empty());
  const SlideAssessment assessment = assessSlide({}, {}, {1, 0, 0}, 0, {});
  ASSERT_EQ(assessment.reasons.size(), 1U);
  EXPECT_EQ(assessment.reasons[0], "no_counterstain: no nucleus in 1.000 mm2 of tissue");
  EXPECT_TRUE(assessment.warnings.empty());
}

TEST(SlideQuality, RefusesOptionsOutOfRangeAndUnequalLengths) {
  SlideQualityOptions options;
  options.edge_um = 300;
  expectRefusal([&] { validate(options); }, {"quality.edge_um", "300"});
  const std::vector<CellSummary> one(1);
  EXPECT_THROW((void)assessSlide(one, {}, {}, 0, {}), std::invalid_argument);
}

}  // namespace
}  // namespace herald
