#include "pipeline/analysis/evidence.h"

#include <gtest/gtest.h>

#include <opencv2/imgcodecs.hpp>
#include <set>

#include "tests/support/fake_slide_source.h"
#include "tests/support/synthetic_result.h"

namespace herald {
namespace {

struct Slide {
  SlideCells cells;
  JudgementRequest request;
  SlideScore score;

  Slide() {
    cells = synthetic::scoredResult(40, 30).measured.cells;
    request.um_per_px = 0.25;
    request.rules = builtInRuleSet("asco-cap-2018");
    score = scoreSlide(std::as_const(cells).summaries(), cells.calls(), request.rules, request.um_per_px, {});
  }
};

cv::Mat pictureOf(const EvidenceCell& shown) {
  return cv::imdecode(std::vector<std::uint8_t>(shown.jpeg.begin(), shown.jpeg.end()), cv::IMREAD_COLOR);
}

TEST(Evidence, HasEveryCellOfItsGroupsOnceWithItsRecord) {
  const Slide slide;
  const Evidence evidence = gatherEvidence(slide.cells, slide.request, slide.score);
  const std::vector<CellRecord> records = slide.cells.records();
  std::set<std::uint32_t> wanted;
  for (const EvidenceGroup& group : evidence.groups) wanted.insert(group.rows.begin(), group.rows.end());
  ASSERT_FALSE(wanted.empty());
  EXPECT_EQ(evidence.cells.size(), wanted.size());
  for (const std::uint32_t row : wanted) {
    EXPECT_EQ(evidence.of(row).cell.seed, records[row].seed);
    EXPECT_TRUE(records[row].counted()) << "what does not count is no evidence";
    EXPECT_EQ(evidence.of(row).staining, classifyCell(records[row], slide.request.cell_class));
  }
  EXPECT_THROW((void)evidence.of(1000000), std::out_of_range);
}

TEST(Evidence, PicturesShow64MicrometresRoundTheSeed) {
  const Slide slide;
  Evidence evidence = gatherEvidence(slide.cells, slide.request, slide.score);
  // Each pixel's colour tells where it is, coarsely.
  Image<Rgb8> level0;
  level0.reset(2048, 1536, Rgb8{});
  for (int y = 0; y < 1536; ++y)
    for (int x = 0; x < 2048; ++x)
      level0.at(x, y) = {static_cast<std::uint8_t>(x / 8), static_cast<std::uint8_t>(y / 8), 128};
  FakeSlideSource source(std::move(level0));
  takePictures(source, 0.25, 2, evidence);
  for (const EvidenceCell& shown : evidence.cells) {
    const cv::Mat picture = pictureOf(shown);
    ASSERT_EQ(picture.cols, 256);
    EXPECT_EQ(shown.edge_in_level0_px, 256);
    EXPECT_EQ(shown.corner_in_level0.x, shown.cell.seed.x - 128);
    const cv::Vec3b middle = picture.at<cv::Vec3b>(128, 128);
    EXPECT_NEAR(middle[2], shown.cell.seed.x / 8, 6);
    EXPECT_NEAR(middle[1], shown.cell.seed.y / 8, 6);
  }
}

TEST(Evidence, PicturesOfFinePixelsAreShrunk) {
  Slide slide;
  slide.request.um_per_px = 0.125;
  Evidence evidence = gatherEvidence(slide.cells, slide.request, slide.score);
  FakeSlideSource source(Image<Rgb8>(600, 500, {200, 200, 200}));
  takePictures(source, 0.125, 1, evidence);
  ASSERT_FALSE(evidence.cells.empty());
  const EvidenceCell& shown = evidence.cells.front();
  EXPECT_EQ(pictureOf(shown).cols, kMostEvidencePx);
  EXPECT_EQ(shown.edge_in_level0_px, 512);
}

TEST(Evidence, OfASlideThatCannotBeReadThereIsAnError) {
  const Slide slide;
  Evidence evidence = gatherEvidence(slide.cells, slide.request, slide.score);
  FakeSlideSource source(Image<Rgb8>(2048, 1536, {200, 200, 200}),
                         {.unreadable_in_level0 = PixelRect{0, 0, 2048, 1536}});
  EXPECT_THROW(takePictures(source, 0.25, 2, evidence), ReadError);
}

}  // namespace
}  // namespace herald
