#include "pipeline/pages/report_gallery.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/support/fake_slide_source.h"
#include "tests/support/synthetic_result.h"

namespace herald {
namespace {

bool has(const std::string& html, std::string_view part) {
  return html.find(part) != std::string::npos;
}

Evidence evidenceOf(double um_per_px) {
  const SlideCells cells = synthetic::scoredResult(40, 30).measured.cells;
  JudgementRequest request;
  request.um_per_px = um_per_px;
  request.rules = builtInRuleSet("asco-cap-2018");
  const SlideScore score = scoreSlide(cells.summaries(), cells.calls(), request.rules, um_per_px, {});
  return gatherEvidence(cells, request, score);
}

TEST(ReportGallery, ShowsEveryCellWithItsSignature) {
  const Evidence evidence = evidenceOf(0.25);
  const std::string html = galleryHtml(evidence, {}, 0.25);
  for (const EvidenceCell& shown : evidence.cells) {
    EXPECT_TRUE(has(html, "data-row=\"" + std::to_string(shown.row) + "\" data-class=\"" +
                              std::to_string(static_cast<int>(shown.staining.cell_class)) + "\""));
    EXPECT_TRUE(has(html, signatureHtml(shown.cell, {})));
  }
  EXPECT_FALSE(has(html, "<img")) << "without a slide there are no pictures";
  EXPECT_FALSE(has(html, "{{"));
  EXPECT_EQ(galleryHtml({}, {}, 0.25), "");
}

TEST(ReportGallery, APictureHasTheOutlineOnIt) {
  Evidence evidence = evidenceOf(0.25);
  evidence.cells.front().jpeg = "jpeg";
  evidence.cells.front().edge_in_level0_px = 256;
  const EvidenceCell& shown = evidence.cells.front();
  const std::string html = galleryHtml(evidence, {}, 0.25);
  EXPECT_TRUE(has(html, "<img alt=\"\" src=\"data:image/jpeg;base64,anBlZw==\">" +
                            outlineOnPicture(shown.cell, outlineInPicture(shown, 0.25), {})));
}

TEST(ReportGallery, SaysWhyTheCellsAreShown) {
  Evidence evidence;
  evidence.groups = {{EvidenceKind::kTypical, "2+", 1, 0, std::nullopt, {}},
                     {EvidenceKind::kTypical, "3+", 12, 0, std::nullopt, {}},
                     {EvidenceKind::kNearCut, "moderate_od_um", 5, 0, std::nullopt, {}},
                     {EvidenceKind::kWouldFlip, "<own>/3+", 0, 7, Her2Score::k3Plus, {}}};
  CellClassOptions cuts;
  cuts.moderate_od_um = 0.25;
  const std::string html = galleryHtml(evidence, cuts, 0.25);
  EXPECT_TRUE(has(html, "The only cell of class 2+"));
  EXPECT_TRUE(has(html, "from the faintest to the strongest of 12 cells"));
  EXPECT_TRUE(has(html, "Nearest to moderate_od_um = 0.25, from below to above, of 5 cells close to it"));
  EXPECT_TRUE(has(html, "Would make it 3+: closest to changing sides in &lt;own&gt;/3+; about 7 cells would have to"));
}

TEST(ReportGallery, TheOutlineLiesWhereThePictureShowsTheCell) {
  Evidence evidence = evidenceOf(0.125);
  FakeSlideSource source(Image<Rgb8>(600, 500, {200, 200, 200}));
  takePictures(source, 0.125, 1, evidence);
  ASSERT_FALSE(evidence.cells.empty());
  const OutlinePoints outline = outlineInPicture(evidence.cells.front(), 0.125);
  ASSERT_EQ(outline.size(), 128U);
  for (std::size_t i = 0; i < outline.size(); i += 2)
    EXPECT_NEAR(std::hypot(outline[i] - 500, outline[i + 1] - 500), 22.0 / 512 * 1000, 5) << "a circle of 22 px";
}

TEST(ReportGallery, TheScriptGetsEveryCellOnce) {
  const Evidence evidence = evidenceOf(0.25);
  const OrderedJson json = galleryJson(evidence, 0.25);
  ASSERT_EQ(json.size(), evidence.cells.size());
  for (std::size_t i = 0; i < json.size(); ++i) {
    EXPECT_EQ(json[i]["row"], evidence.cells[i].row);
    EXPECT_EQ(json[i]["outline"], outlineInPicture(evidence.cells[i], 0.25));
  }
}

}  // namespace
}  // namespace herald
