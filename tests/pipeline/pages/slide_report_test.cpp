#include "pipeline/pages/slide_report.h"

#include <gtest/gtest.h>

#include "pipeline/files/base64.h"
#include "pipeline/files/json_text.h"
#include "tests/support/synthetic_result.h"

namespace herald {
namespace {

bool has(const std::string& html, std::string_view part) {
  return html.find(part) != std::string::npos;
}

SlideResult judgedResult() {
  SlideResult result = synthetic::scoredResult();
  result.judged.controls.clear();
  result.evidence = gatherEvidence(result.measured.cells, *result.judged.request, result.judged.score);
  return result;
}

TEST(SlideReport, SaysTheScoreAndEveryPartOfThePage) {
  const SlideResult result = judgedResult();
  const std::string html = slideReportHtml(result, synthetic::provenance(), {"overview", "heat", ""});
  std::size_t at = 0;
  for (const char* part :
       {"<h1>batch 1/case_7, left.svs</h1>", "HER2 immunohistochemistry · case case 7", "HER2 2+", "Percentages",
        "every clause of asco-cap-2018", "Completeness × intensity", "Evidence: the cells themselves", "<h2>Slide</h2>",
        "Tissue and cells", "Stain and focus", "Provenance"}) {
    at = html.find(part, at);
    ASSERT_NE(at, std::string::npos) << part;
  }
  EXPECT_TRUE(has(html, "src=\"data:image/jpeg;base64," + base64("overview") + "\""));
  EXPECT_TRUE(has(html, "src=\"data:image/jpeg;base64," + base64("heat") + "\""));
  EXPECT_FALSE(has(html, "{{")) << "nothing is left unfilled";
  EXPECT_FALSE(has(html, "/secret/place")) << "no path of the slide";
}

TEST(SlideReport, IsTheSameEachTime) {
  const SlideResult result = judgedResult();
  EXPECT_EQ(slideReportHtml(result, synthetic::provenance(), {}), slideReportHtml(result, synthetic::provenance(), {}));
}

TEST(SlideReport, NamesAreText) {
  SlideResult result = judgedResult();
  result.identity.slide = "<script>alert(1)</script>.svs";
  result.identity.case_id = "\"><em>x";
  result.judged.request->rules.name = "<own>";
  result.reasons = {"<i>"};
  result.judged.quality.warnings = {"<u>"};
  Provenance provenance = synthetic::provenance();
  provenance.config_toml = "[rules]\nname = \"</pre><em>\"\n";
  for (const bool scored : {true, false}) {
    if (!scored) result.judged.score.score.reset();
    const std::string html = slideReportHtml(result, provenance, {});
    for (const char* part : {"<script>", "\"><em>x", "<own>", "<i>", "<u>", "</pre><em>"})
      EXPECT_FALSE(has(html, part)) << part;
    EXPECT_TRUE(has(html, "&lt;script&gt;alert(1)&lt;/script&gt;.svs"));
    EXPECT_TRUE(has(html, "name = &quot;&lt;/pre&gt;&lt;em&gt;&quot;\n"));
  }
}

TEST(SlideReport, WithoutAScoreSaysWhyInWords) {
  SlideResult result = synthetic::indeterminateResult();
  result.reasons = {"too_few_tumour_cells: 6 counted, 100 needed"};
  const std::string html = slideReportHtml(result, synthetic::provenance(), {});
  EXPECT_TRUE(has(html, "Not assessable"));
  EXPECT_TRUE(has(html, "<li>too few tumour cells: 6 counted, 100 needed</li>"));
  EXPECT_FALSE(has(html, "Reflex"));
  EXPECT_FALSE(has(html, "Evidence")) << "there is none";
  EXPECT_FALSE(has(html, "<img"));
}

TEST(SlideReport, LiveThresholdsComeWithTheCellsAlone) {
  const SlideResult result = judgedResult();
  const std::string still = slideReportHtml(result, synthetic::provenance(), {});
  EXPECT_FALSE(has(still, "id=\"live\""));
  EXPECT_FALSE(has(still, "<script"));
  ReportParts parts;
  parts.live_cells = liveCellsHtml(result);
  const std::string live = slideReportHtml(result, synthetic::provenance(), parts);
  for (const char* id : {"live", "herald-page", "herald-judge", "herald-gallery-cells", "herald-cells"})
    EXPECT_TRUE(has(live, std::string("id=\"") + id + "\"")) << id;
}

TEST(SlideReport, TheCellsOfAPageSayWhatTheyAreJudgedBy) {
  SlideResult result = judgedResult();
  result.judged.request->rules.title = "</script><b>";
  const std::string html = liveCellsHtml(result);
  EXPECT_FALSE(has(html, "</script><b>")) << "no text ends the element";
  const std::size_t from = html.find('{');
  const OrderedJson page = OrderedJson::parse(html.substr(from, html.find("</script>") - from));
  EXPECT_EQ(page["request"]["score_of_run"], "2+");
  EXPECT_EQ(page["request"]["rule_set"]["title"], "</script><b>");
  EXPECT_EQ(page["gallery"].size(), result.evidence.cells.size());
  EXPECT_EQ(page["live"]["counted"], result.judged.score.counted_cells);
  EXPECT_EQ(liveCellsHtml(synthetic::indeterminateResult(0, 0)), "") << "no cell counts";
}

}  // namespace
}  // namespace herald
