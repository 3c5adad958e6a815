#include "pipeline/pages/slide_report_values.h"

#include <gtest/gtest.h>

#include "tests/support/synthetic_result.h"

namespace herald {
namespace {

std::string valueOf(const OrderedJson& rows, std::string_view name) {
  for (const OrderedJson& row : rows)
    if (row["name"] == name) return row["value"];
  return "(none)";
}

TEST(SlideReportValues, CautionsAreInWords) {
  SlideResult result = synthetic::scoredResult(4, 4);
  result.score.flags = {"in_situ_not_excluded", "borderline:asco-cap-2018/2+"};
  result.score.counted_cells = 499;
  result.quality.warnings = {"edge_artefact: 30 %"};
  result.statistics.stain_source = "haematoxylin default";
  EXPECT_EQ(
      answerValues(result)["cautions"]["lines"],
      OrderedJson({"in-situ cancer and normal ducts are not distinguished from invasive cancer", "edge artefact: 30 %",
                   "not all stain vectors are this slide's own: haematoxylin default", "only 499 cells count"}));
  result.score.flags.clear();
  result.score.counted_cells = 500;
  result.quality.warnings.clear();
  result.statistics.stain_source = "default (configured)";
  EXPECT_TRUE(answerValues(result)["cautions"].is_null());
}

TEST(SlideReportValues, BorderlineNamesTheCutsAndTheMargin) {
  SlideResult result = synthetic::scoredResult(4, 4);
  EXPECT_TRUE(answerValues(result)["scored"]["borderline"].is_null());
  result.score.borderline = true;
  result.score.audit[0].borderline = result.score.audit[1].borderline = true;
  result.score.deciding_points = 0.46;
  const OrderedJson borderline = answerValues(result)["scored"]["borderline"];
  EXPECT_EQ(borderline["cuts"], "asco-cap-2018/3+, asco-cap-2018/2+");
  EXPECT_EQ(borderline["points"], "0.5");
}

TEST(SlideReportValues, EveryClauseSaysWhatItAskedForAndHowFarItWas) {
  SlideScore score = synthetic::scoredResult(4, 4).score;
  score.audit[0].comparison = "> 1 with 10 neighbouring cells, <= 10";
  score.audit[0].largest_group = 1234;
  score.audit[1].borderline = true;
  ClauseAudit rest;
  rest.comparison = "otherwise";
  score.audit.push_back(rest);
  const OrderedJson clauses = clausesValues(score);
  ASSERT_EQ(clauses.size(), 3U);
  EXPECT_EQ(clauses[0]["comparison"], "> 1 with 10 neighbouring cells, ≤ 10");
  EXPECT_EQ(clauses[0]["largest_group"], "1,234");
  EXPECT_EQ(clauses[0]["sum"]["percent"], "9.5");
  EXPECT_EQ(clauses[0]["sum"]["margin"], "-0.5");
  EXPECT_EQ(clauses[1]["fired"], true);
  EXPECT_EQ(clauses[1]["borderline"], false) << "that it fired is said instead";
  EXPECT_TRUE(clauses[2]["sum"].is_null());
}

TEST(SlideReportValues, CountsTheCellsByWhyTheyAreLeftOut) {
  const SlideResult result = synthetic::scoredResult(20, 20);
  const OrderedJson cells = cellsValues(result);
  std::int64_t sum = 0;
  for (const OrderedJson& row : cells) sum += std::stoll(row["value"].get<std::string>());
  EXPECT_EQ(sum, 400);
  EXPECT_EQ(valueOf(cells, "left out: outside the regions to be scored"), "10");
  EXPECT_EQ(valueOf(cells, "count"), std::to_string(result.score.counted_cells));
}

TEST(SlideReportValues, AreasThatAreNotThereAreLeftOut) {
  SlideResult result = synthetic::scoredResult(4, 4);
  result.quality.fold_mm2 = 0.0625;
  result.annotation->tissue_mm2 = 0.75;
  const OrderedJson areas = areasValues(result);
  EXPECT_EQ(valueOf(areas, "tissue that can be assessed"), "1.250");
  EXPECT_EQ(valueOf(areas, "folds"), "0.063");
  EXPECT_EQ(valueOf(areas, "dust"), "(none)");
  EXPECT_EQ(valueOf(areas, "of the tissue, in the regions to be scored"), "0.750");
}

TEST(SlideReportValues, SayWithWhatTheResultWasMade) {
  const SlideResult result = synthetic::scoredResult(4, 4);
  const OrderedJson rows = provenanceValues(result, synthetic::provenance());
  EXPECT_EQ(valueOf(rows, "program"), "herald 0.1.0");
  EXPECT_EQ(valueOf(rows, "configuration hash"), "a1b2c3");
  EXPECT_EQ(valueOf(rows, "pixel size"), "0.2500 µm (openslide.mpp)");
  EXPECT_EQ(valueOf(rows, "hdf5"), "1.10.8");
  EXPECT_EQ(linesOf("a\n\nb"), OrderedJson({"a", "", "b"}));
  const OrderedJson quality = qualityValues(result);
  EXPECT_EQ(valueOf(quality, "counterstain, optical density"), "0.410");
  EXPECT_EQ(quality.back()["value"], "not assessable by 0 cells") << "a control without cells";
}

}  // namespace
}  // namespace herald
