#include "pipeline/runs/run_page.h"

#include <gtest/gtest.h>

#include "tests/support/temporary_folder.h"

namespace herald {
namespace {

RunInput slideOf(const std::string& name, SlideStatus status, std::optional<Her2Score> score,
                 const std::string& reason) {
  RunInput slide;
  slide.row.slide = name;
  slide.row.status = status;
  slide.row.score = score;
  if (score) slide.row.h_score = 123.456;
  if (!reason.empty()) slide.row.reasons = {reason};
  return slide;
}

RunReport runOfThree() {
  RunReport run;
  run.finished = "2026-01-01T00:00:00Z";
  run.provenance.herald = "1.2.3";
  run.inputs = {slideOf("a.svs", SlideStatus::kScored, Her2Score::k3Plus, ""),
                slideOf("<b>.svs", SlideStatus::kIndeterminate, std::nullopt, "too_few_tumour_cells: 3"),
                slideOf("c.svs", SlideStatus::kFailed, std::nullopt, "c.svs: cut off")};
  return run;
}

TEST(RunPage, TellsFirstWhatFailedThenWhatIsNotAssessable) {
  const TemporaryFolder folder;
  const std::string html = runPageHtml(runOfThree(), folder.path());
  const auto at = [&](const char* text) { return html.find(text); };
  EXPECT_LT(at("c.svs"), at("&lt;b&gt;.svs"));
  EXPECT_LT(at("&lt;b&gt;.svs"), at("a.svs"));
  EXPECT_NE(at("too few tumour cells: 3"), std::string::npos) << "in words";
  EXPECT_NE(at(">123.5<"), std::string::npos) << "rounded: one decimal is enough to look at";
  EXPECT_NE(at("3 slides, scored by herald 1.2.3"), std::string::npos);
  EXPECT_EQ(at("<b>.svs"), std::string::npos) << "names are text";
}

TEST(RunPage, ShowsWhatDrifts) {
  RunReport run = runOfThree();
  EXPECT_EQ(runPageHtml(run, {}).find("background red"), std::string::npos);
  run.inputs[0].drift = {{"background red", 240}};
  EXPECT_NE(runPageHtml(run, {}).find("background red"), std::string::npos);
}

TEST(RunPage, LinksToReportsThatAreThere) {
  const TemporaryFolder folder;
  RunReport run = runOfThree();
  run.inputs[0].folder = "a-0001";
  run.inputs[2].folder = "c-0003";
  folder.write("slides/a-0001/report.html", "x");
  const std::string html = runPageHtml(run, folder.path());
  EXPECT_NE(html.find("<a href=\"slides/a-0001/report.html\">a.svs</a>"), std::string::npos);
  EXPECT_EQ(html.find("slides/c-0003"), std::string::npos);
}

TEST(RunPage, SaysThatARunIsUnfinished) {
  RunReport run = runOfThree();
  EXPECT_EQ(runPageHtml(run, {}).find("Unfinished"), std::string::npos);
  run.finished.clear();
  EXPECT_NE(runPageHtml(run, {}).find("Unfinished"), std::string::npos);
}

TEST(RunPage, OfARunWithoutSlidesThereIsNone) {
  const TemporaryFolder folder;
  writeRunPage({}, folder.path());
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
  writeRunPage(runOfThree(), folder.path());
  EXPECT_TRUE(std::filesystem::exists(folder / "report.html"));
}

}  // namespace
}  // namespace herald
