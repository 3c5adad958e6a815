#include "pipeline/comparison/run_changes_html.h"

#include <gtest/gtest.h>

namespace herald {
namespace {

bool has(const std::string& html, std::string_view part) {
  return html.find(part) != std::string::npos;
}

RunSide sideOf(const std::string& table, const std::string& name) {
  RunSide side{parseScoredSlides(table, name), {}, {}};
  side.drift.resize(side.scored.slides.size());
  return side;
}

TEST(RunChangesHtml, ShowsWhatChanged) {
  RunSide first =
      sideOf("slide,status,score,h_score\na,scored,1+,80\nb,scored,3+,250\n<c>,scored,0,\nx,failed,,\n", "old");
  RunSide second = sideOf(
      "slide,status,score,h_score,reasons\na,scored,2+,120,\nb,scored,3+,260,\n<c>,indeterminate,,,no_tissue: <none>\n",
      "new");
  first.settings = {{"herald", "1"}, {"cell_class.strong_od_um", "0.45"}};
  second.settings = {{"herald", "1"}, {"cell_class.strong_od_um", "<0.5>"}};
  const RunChanges changes = compareRuns(first, second);
  const std::string html = changesHtml(changes, first, &second);
  EXPECT_TRUE(has(html, "first: old; second: new"));
  EXPECT_TRUE(
      has(html, "<td><span class=\"slide\">a</span></td><td>1+</td><td>2+</td><td class=\"number\">80.0 → 120.0"));
  EXPECT_TRUE(has(html, "&lt;c&gt;</span></td><td>0</td><td>not assessable: no tissue: &lt;none&gt;</td>")) << html;
  EXPECT_FALSE(has(html, ">b</span>")) << "it has the same score";
  EXPECT_TRUE(has(html, "<p>Only in the first (1): x</p>"));
  EXPECT_TRUE(has(html, "<td>cell_class.strong_od_um</td><td>0.45</td><td>&lt;0.5&gt;</td>"));
  EXPECT_TRUE(has(html, "<td>h_score</td><td class=\"number\">2</td><td class=\"number\">+25.00</td>"));
  EXPECT_FALSE(has(html, "{{"));
}

TEST(RunChangesHtml, SaysThatNothingChanged) {
  RunSide side = sideOf("slide,score\na,0\n", "run");
  side.settings = {{"herald", "1"}};
  const RunChanges changes = compareRuns(side, side);
  const std::string html = changesHtml(changes, side, &side);
  EXPECT_TRUE(has(html, "No slide has a different score or status."));
  EXPECT_TRUE(has(html, "Program, libraries, configuration: the same."));
  EXPECT_FALSE(has(html, "Shifts"));
  side.settings.clear();
  EXPECT_TRUE(has(changesHtml(compareRuns(side, side), side, &side), "One side has no run.json: unknown."));
}

TEST(RunChangesHtml, OfOneRunThereIsItsDriftAlone) {
  RunSide run = sideOf("slide,score\na,0\nb,0\nc,0\nd,0\n<e>,0\n", "run");
  const double values[] = {240, 241, 242, 243, 100};
  for (std::size_t i = 0; i < 5; ++i) run.drift[i]["background red"] = values[i];
  const RunChanges changes = driftOf(run);
  const std::string html = changesHtml(changes, run, nullptr);
  EXPECT_TRUE(has(html, "<h1>Drift of a run</h1>"));
  EXPECT_TRUE(has(html, "<h3>background red: 1 outside</h3>"));
  EXPECT_TRUE(has(html, "&lt;e&gt;: 100"));
  EXPECT_TRUE(has(html, "median absolute deviation, with 5 slides or more"));
  EXPECT_FALSE(has(html, "<h2>Scores</h2>"));
  EXPECT_TRUE(has(driftSection(changes, true), "first run blue, second orange"));
  EXPECT_EQ(driftSection({}, false), "");
}

}  // namespace
}  // namespace herald
