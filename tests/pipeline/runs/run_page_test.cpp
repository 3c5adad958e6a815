#include "pipeline/runs/run_page.h"

#include <gtest/gtest.h>

#include "tests/support/temporary_folder.h"

namespace herald {
namespace {

ResultSlide slideOf(const std::string& name, SlideStatus status, const std::string& score, const std::string& reason) {
  ResultSlide slide;
  slide.slide = name;
  slide.status = status;
  slide.row[0] = name;
  slide.row[1] = slideStatusName(status);
  slide.row[2] = score;
  slide.row[12] = score.empty() ? "" : "123.456";
  slide.row[14] = reason;
  return slide;
}

ResultFolder folderOf(const std::filesystem::path& path) {
  ResultFolder results;
  results.path = path;
  results.finished = true;
  results.run = {{"provenance", {{"herald", "1.2.3"}}}};
  results.slides = {slideOf("a.svs", SlideStatus::kScored, "3+", ""),
                    slideOf("<b>.svs", SlideStatus::kIndeterminate, "", "too_few_tumour_cells: 3"),
                    slideOf("c.svs", SlideStatus::kFailed, "", "c.svs: cut off")};
  return results;
}

TEST(RunPage, TellsFirstWhatFailedThenWhatIsNotAssessable) {
  const TemporaryFolder folder;
  const std::string html = runPageHtml(folderOf(folder.path()), {});
  const auto at = [&](const char* text) { return html.find(text); };
  EXPECT_LT(at("c.svs"), at("&lt;b&gt;.svs"));
  EXPECT_LT(at("&lt;b&gt;.svs"), at("a.svs"));
  EXPECT_NE(at("too few tumour cells: 3"), std::string::npos) << "in words";
  EXPECT_NE(at(">123.5<"), std::string::npos) << "rounded: one decimal is enough to look at";
  EXPECT_EQ(at("<b>.svs"), std::string::npos) << "names are text";
}

TEST(RunPage, LinksToReportsThatAreThere) {
  const TemporaryFolder folder;
  ResultFolder results = folderOf(folder.path());
  results.slides[0].folder = "a-0001";
  results.slides[2].folder = "c-0003";
  folder.write("slides/a-0001/report.html", "x");
  const std::string html = runPageHtml(results, {});
  EXPECT_NE(html.find("<a href=\"slides/a-0001/report.html\">a.svs</a>"), std::string::npos);
  EXPECT_EQ(html.find("slides/c-0003"), std::string::npos);
}

TEST(RunPage, SaysThatARunIsUnfinished) {
  const TemporaryFolder folder;
  ResultFolder results = folderOf(folder.path());
  EXPECT_EQ(runPageHtml(results, {}).find("Unfinished"), std::string::npos);
  results.finished = false;
  EXPECT_NE(runPageHtml(results, {}).find("Unfinished"), std::string::npos);
}

TEST(RunPage, OfDamagedResultsThereIsAWarningAndNoPage) {
  const TemporaryFolder folder;
  folder.write("run.json", "{");
  const auto problem = writeRunPage(folder.path());
  ASSERT_TRUE(problem);
  EXPECT_NE(problem->find("report.html is not written"), std::string::npos);
  EXPECT_FALSE(std::filesystem::exists(folder / "report.html"));
}

}  // namespace
}  // namespace herald
