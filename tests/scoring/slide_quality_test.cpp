#include "scoring/slide_quality.h"

#include <gtest/gtest.h>

#include <cmath>
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
    for (const CellStaining& cell : staining) calls.push_back({cell.pattern, StainingPattern::kNone});
    return assessSlide(summariesOf(cells), calls, areas, hematoxylin_scale_od, 0.25, {});
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

// Cuts 0.19 and 0.48 OD um; a line is clear from 1.2 um times the DAB beside it.
TEST(SlideQuality, ACellIsMaskedWhereItsDabCouldHideAModerateLineAndItsOwnDoesNotStandOut) {
  const CellClassOptions cuts;
  const auto called = [&](int sectors, double excess_od_um, double side_dab_od) {
    const StainedMembrane stained{sectors, static_cast<int>(std::lround(sectors * excess_od_um / kExcessStepOdUm)), 1};
    return callOf(stained, static_cast<float>(side_dab_od), cuts, {});
  };
  EXPECT_FALSE(called(0, 0, 0.15).masked());
  EXPECT_EQ(called(0, 0, 0.16).hidden, StainingPattern::kCm);
  EXPECT_EQ(called(0, 0, 0.41).hidden, StainingPattern::kCs);
  EXPECT_TRUE(called(64, 0.23, 0.2).masked());
  EXPECT_FALSE(called(64, 0.25, 0.2).masked());
  EXPECT_EQ(called(64, 0.25, 0.2).pattern, StainingPattern::kCm);
  EXPECT_FALSE(called(64, 0.9, 0.5).masked()) << "a strong line stands out of dark cytoplasm";
}

TEST(SlideQuality, RefusesASlideOnWhichMostCellsAreMasked) {
  const Slide slide;
  std::vector<CellCall> calls(slide.cells.size());
  for (std::size_t i = 0; i < 50; ++i) calls[i].hidden = StainingPattern::kCm;
  const auto assessed = [&] { return assessSlide(summariesOf(slide.cells), calls, slide.areas, 0.03, 0.25, {}); };
  EXPECT_TRUE(assessed().reasons.empty());
  EXPECT_DOUBLE_EQ(assessed().masked_share, 0.5);
  calls[50].hidden = StainingPattern::kCm;
  ASSERT_EQ(assessed().reasons.size(), 1U);
  EXPECT_EQ(assessed().reasons[0],
            "membranes_masked: in 51 % of the tumour cells DAB beside the membrane hides it, at most 50 % may be");
}

TEST(SlideQuality, HiddenIsAtLeastAsStrongAsWhatWasMeasured) {
  for (int sectors = 0; sectors <= kMembraneSectors; sectors += 8) {
    for (int excess = 0; excess < 100; excess += 3) {
      for (int side = 0; side < 800; side += 23) {
        const CellCall call =
            callOf({sectors, sectors * excess, 1}, static_cast<float>(side) / 1000, CellClassOptions{}, {});
        if (!call.masked()) continue;
        EXPECT_GE(classOfPattern(call.hidden), classOfPattern(call.pattern)) << sectors << " " << excess << " " << side;
        EXPECT_TRUE(containsPattern(completePatterns(), call.hidden));
      }
    }
  }
}

// Seventy of a hundred cells are stained.
TEST(SlideQuality, RefusesASlideWhoseStainedCellsAreStainedHereAndThere) {
  const Slide slide;
  std::vector<CellCall> calls(slide.cells.size());
  const auto assessed = [&] { return assessSlide(summariesOf(slide.cells), calls, slide.areas, 0.03, 0.25, {}); };
  for (std::size_t i = 0; i < 70; ++i) calls[i] = {StainingPattern::kIm, StainingPattern::kNone, 5};
  EXPECT_TRUE(assessed().reasons.empty());
  calls[0].arcs = 6;
  ASSERT_EQ(assessed().reasons.size(), 1U);
  EXPECT_EQ(assessed().reasons[0],
            "granular_staining: stained cells have 5.014 stained stretches on average, at most 5.000 are membranes");
  for (std::size_t i = 49; i < 100; ++i) calls[i] = {};
  EXPECT_TRUE(assessed().reasons.empty()) << "49 stained cells tell nothing";
}

TEST(SlideQuality, WarnsOfStainingAtTheEdgeOnly) {
  Slide slide;
  for (std::size_t i = 0; i < 40; ++i) {
    slide.cells[i].edge_distance_um = 20;
    slide.staining[i].pattern = StainingPattern::kCs;
  }
  ASSERT_EQ(slide.assessed().warnings.size(), 1U);
  EXPECT_EQ(slide.assessed().warnings[0],
            "edge_artefact: 100 % of the cells at the tissue's edge are strongly stained, 0 % inside");
  for (std::size_t i = 0; i < 40; ++i) slide.staining[i].pattern = StainingPattern::kCm;
  EXPECT_TRUE(slide.assessed().warnings.empty()) << "only strong staining is an edge's";
  for (CellStaining& cell : slide.staining) cell.pattern = StainingPattern::kCs;
  EXPECT_TRUE(slide.assessed().warnings.empty());
}

TEST(SlideQuality, TakesTissueWithoutANucleusForNotCounterstained) {
  EXPECT_TRUE(assessSlide({}, {}, {}, 0, 0.25, {}).reasons.empty());
  const SlideAssessment assessment = assessSlide({}, {}, {1, 0, 0}, 0, 0.25, {});
  ASSERT_EQ(assessment.reasons.size(), 1U);
  EXPECT_EQ(assessment.reasons[0], "no_counterstain: no nucleus in 1.000 mm2 of tissue");
  EXPECT_TRUE(assessment.warnings.empty());
}

TEST(SlideQuality, RefusesOptionsOutOfRangeAndUnequalLengths) {
  SlideQualityOptions options;
  options.edge_um = 300;
  expectRefusal([&] { validate(options); }, {"quality.edge_um", "300"});
  const std::vector<CellSummary> one(1);
  EXPECT_THROW((void)assessSlide(one, {}, {}, 0, 0.25, {}), std::invalid_argument);
}

}  // namespace
}  // namespace herald
