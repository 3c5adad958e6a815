#include "pipeline/inspection.h"

#include <gtest/gtest.h>

#include "tests/support/temporary_folder.h"

namespace herald {
namespace {

Inspection inspectionOf(std::int64_t width, std::int64_t height) {
  Inspection inspection;
  inspection.identity = identityOf("a.svs");
  inspection.description.levels = {{width, height, 1.0, 0, 0}};
  inspection.description.quick_hash = "00";
  inspection.pixel_size.chosen = PixelSizeSource{PixelSize(0.5), "list"};
  return inspection;
}

TEST(Inspection, PredictsTheTimeOfTheTissueWhereItIsKnown) {
  Inspection inspection = inspectionOf(40'000, 20'000);
  const double at_most = predictedSeconds(inspection, 1);
  inspection.tissue_mm2 = 20;  // of 200
  const double of_tissue = predictedSeconds(inspection, 1);
  EXPECT_LT(of_tissue, 0.2 * at_most);
  EXPECT_GT(of_tissue, 0.1 * at_most);
  EXPECT_NEAR(predictedSeconds(inspection, 2) - 0.5, (of_tissue - 0.5) / 2, 1e-9);
  inspection.tissue_mm2 = 1000;  // no more than there is
  EXPECT_DOUBLE_EQ(predictedSeconds(inspection, 1), at_most);
}

TEST(Inspection, ObstaclesAreInTheWordsOfTheSummary) {
  Inspection inspection = inspectionOf(10, 10);
  EXPECT_EQ(obstacleOf(inspection), "");
  inspection.refusals = {"no_tissue: none", "too_coarse: 3"};
  EXPECT_EQ(obstacleOf(inspection), "indeterminate: no_tissue: none; too_coarse: 3");
  inspection.pixel_size.chosen.reset();
  EXPECT_EQ(obstacleOf(inspection), std::string("failed: ") + kNoPixelSizeReason);
  inspection.error = "a.svs: is empty";
  EXPECT_EQ(obstacleOf(inspection), "failed: a.svs: is empty");
  inspection.skip_reason = "duplicate";
  EXPECT_EQ(obstacleOf(inspection), "skipped: duplicate");
}

TEST(Inspection, WhatIsSkippedIsNotOpened) {
  SlideInput input;
  input.path = "/absent.svs";
  input.identity = identityOf("absent.svs");
  input.skip_reason = "duplicate: the same file as a.svs";
  const Inspection inspection = inspectSlide(input, std::nullopt);
  EXPECT_EQ(inspection.error, "");
  EXPECT_NE(inspectionText(inspection, 1).find("skipped     duplicate: the same file as a.svs"), std::string::npos);
}

TEST(RepeatedContent, NamesTheFirstOfTheSameContent) {
  RepeatedContent contents;
  Inspection inspection = inspectionOf(10, 10);
  EXPECT_EQ(contents.firstOf(inspection), std::nullopt);
  inspection.identity = identityOf("b.svs");
  EXPECT_EQ(contents.firstOf(inspection), "a.svs");
  inspection.description.quick_hash.clear();  // not opened
  EXPECT_EQ(contents.firstOf(inspection), std::nullopt);
}

}  // namespace
}  // namespace herald
