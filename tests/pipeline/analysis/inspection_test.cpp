#include "pipeline/analysis/inspection.h"

#include <gtest/gtest.h>

#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>

#include "tests/support/jpeg_tiff_file.h"
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
  inspection.failure = "a.json: object 1 crosses itself";
  EXPECT_EQ(obstacleOf(inspection), "failed: a.json: object 1 crosses itself");
  inspection.pixel_size.chosen.reset();
  EXPECT_EQ(obstacleOf(inspection), "failed: " + noPixelSizeReason(inspection.description));
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
  const Inspection inspection = inspectSlide(input, {});
  EXPECT_EQ(inspection.error, "");
  EXPECT_NE(inspectionText(inspection, 1).find("skipped     duplicate: the same file as a.svs"), std::string::npos);
}

TEST(Inspection, AnotherSectionInTheFileIsListedAndAReasonForNoScore) {
  const TemporaryFolder folder;
  for (const bool marked : {false, true}) {  // as a smaller copy, which it is not
    writeJpegTiff(folder / "a.tif", {colourfulImage(300, 200), colourfulImage(300, 200, 9)},
                  {.mark_reduced = marked, .description = "MPP = 0.25"});
    SlideInput input;
    input.path = folder / "a.tif";
    input.identity = identityOf("a.tif");
    const Inspection inspection = inspectSlide(input, {});
    EXPECT_EQ(obstacleOf(inspection).find("not_all_read: page 2 (300 x 200 px)") != std::string::npos, !marked)
        << obstacleOf(inspection);
    EXPECT_NE(inspectionText(inspection, 1).find("warning     not read: page 2 (300 x 200 px)"), std::string::npos);
    EXPECT_NE(inspectionJson({inspection}, 1).find("\"unread\": [\n      {\n        \"kind\": \"page\""),
              std::string::npos);
  }
}

// A picture of glass, 64 x 64 pixels.
class InspectedFile : public testing::Test {
 protected:
  InspectedFile() {
    input_.path = folder_.write("a.png", "");
    cv::imwrite(input_.path.string(), cv::Mat(64, 64, CV_8UC3, cv::Scalar(245, 238, 238)));
    input_.identity = identityOf("a.png");
    options_.pixel_size = PixelSize(0.25);
  }

  TemporaryFolder folder_;
  SlideInput input_;
  InspectionOptions options_;
};

TEST_F(InspectedFile, AnAnnotationThatFailsTheSlideIsItsFailure) {
  options_.annotate = [](const SlideInput& slide, const SlideDescription& description) {
    EXPECT_EQ(slide.identity.slide, "a.png");
    EXPECT_EQ(description.levels.at(0).width, 64);
    throw readError("r.json", "object 2 crosses or touches itself");
    return std::optional<SlideAnnotation>();
  };
  const Inspection inspection = inspectSlide(input_, options_);
  EXPECT_EQ(inspection.error, "");
  EXPECT_EQ(inspection.failure, "r.json: object 2 crosses or touches itself");
  EXPECT_NE(inspectionText(inspection, 1).find("fails       r.json: object 2"), std::string::npos);
}

TEST_F(InspectedFile, MemoryIsThatOfTheRun) {
  const auto usual = inspectSlide(input_, options_).memory_bytes;
  options_.memory_bytes = std::uint64_t{200} << 20;
  const auto little = inspectSlide(input_, options_).memory_bytes;
  ASSERT_TRUE(usual && little);
  EXPECT_LE(*little, *options_.memory_bytes);
  EXPECT_LT(*little, *usual);
  options_.memory_bytes = std::uint64_t{64} << 20;
  const Inspection inspection = inspectSlide(input_, options_);
  EXPECT_FALSE(inspection.memory_bytes);
  EXPECT_EQ(inspection.failure.find("--memory: 64M is too little, 1 thread needs "), 0U) << inspection.failure;
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
