#include "pipeline/comparison/run_changes.h"

#include <gtest/gtest.h>

#include "pipeline/comparison/run_changes_json.h"
#include "pipeline/files/json_text.h"
#include "pipeline/results/result_json.h"
#include "tests/support/expect_refusal.h"
#include "tests/support/synthetic_result.h"
#include "tests/support/temporary_folder.h"

namespace herald {
namespace {

RunSide side(const std::string& table, const std::string& name = "run") {
  RunSide side{parseScoredSlides(table, name), {}, {}};
  side.drift.resize(side.scored.slides.size());
  return side;
}

TEST(RunChanges, FindWhatDiffersSlideBySlide) {
  const RunSide first =
      side("slide,status,score,h_score\na.svs,scored,1+,80\nb.svs,scored,3+,250\nc.svs,scored,0,\nx,failed,,\n");
  const RunSide second =
      side("slide,status,score,h_score\na.tif,scored,2+,120\nb.tif,scored,3+,260\nc.tif,indeterminate,,\ny,failed,,\n");
  const RunChanges changes = compareRuns(first, second);
  ASSERT_EQ(changes.pairs.size(), 3U);
  EXPECT_TRUE(changes.pairs[0].score_changed);
  EXPECT_FALSE(changes.pairs[1].score_changed);
  EXPECT_TRUE(changes.pairs[2].status_changed);
  EXPECT_EQ(changes.only_first, std::vector<std::string>{"x"});
  EXPECT_EQ(changes.only_second, std::vector<std::string>{"y"});
  EXPECT_EQ(changes.scores.matrix.count(1, 2), 1);
  EXPECT_EQ(changes.scores.matrix.total(), 2);
  EXPECT_DOUBLE_EQ(changes.shifts[kHScore]->bias, 25);
  EXPECT_FALSE(changes.shifts[kPctComplete]);
  EXPECT_FALSE(changes.settings_known);
  expectRefusal([&] { (void)compareRuns(first, side("slide,score\nq,0\n", "other")); },
                {"run and other have no slide in common"});
}

TEST(RunChanges, NameTheSettingsThatDiffer) {
  RunSide first = side("slide,score\na,0\n");
  RunSide second = first;
  first.settings = {{"herald", "1"}, {"cell_class.strong_od_um", "0.45"}, {"old", "x"}};
  second.settings = {{"herald", "1"}, {"cell_class.strong_od_um", "0.5"}, {"new", "y"}};
  const RunChanges changes = compareRuns(first, second);
  ASSERT_EQ(changes.settings.size(), 3U);
  EXPECT_EQ(changes.settings[0].second, "0.5");
  EXPECT_EQ(changes.settings[1].second, "");
  EXPECT_EQ(changes.settings[2].first, "");
}

TEST(RunChanges, LimitsComeFromTheFirstRunAndJudgeBoth) {
  RunSide first = side("slide,score\na,0\nb,0\nc,0\nd,0\ne,0\n");
  const double values[] = {240, 241, 242, 243, 100};
  for (std::size_t i = 0; i < 5; ++i) first.drift[i]["background red"] = values[i];
  RunSide second = side("slide,score\na,0\n");
  second.drift[0]["background red"] = 200;
  const ControlChart chart = compareRuns(first, second).drift.at(0).chart;
  ASSERT_EQ(chart.points.size(), 6U);
  EXPECT_EQ(chart.median, 241);
  EXPECT_FALSE(chart.points[0].outside);
  EXPECT_TRUE(chart.points[4].outside);
  EXPECT_TRUE(chart.points[5].outside);
  EXPECT_TRUE(chart.points[5].of_second);
}

TEST(Drift, IsReadFromTheEvidence) {
  const TemporaryFolder folder;
  const SlideResult result = synthetic::scoredResult();
  const auto path = folder.write("result.json", resultJson(result, synthetic::provenance()));
  const DriftValues values = readDriftValues(path);
  EXPECT_NEAR(values.at("background red"), result.measured.statistics.background.rgb[0], 1e-9);
  EXPECT_NEAR(values.at("angle between stains, degrees"), result.measured.statistics.stains.angleDeg(), 1e-6);
  EXPECT_NEAR(values.at("focus"), result.judged.quality.focus, 1e-6);
  EXPECT_EQ(driftMeasures({values}).front(), "background red");
  expectRefusal([&] { (void)readDriftValues(folder.write("other.json", "{}")); },
                {"other.json: not a document of schema"});
}

TEST(Changes, AreWrittenWithoutNumbersThatAreNone) {
  const RunSide first = side("slide,score\n<a>,0\n");
  const RunSide second = side("slide,score\n<a>,1+\n");
  const RunChanges changes = compareRuns(first, second);
  const auto json = OrderedJson::parse(changesJson(changes, first, &second));
  EXPECT_TRUE(json["settings"].is_null());
  EXPECT_TRUE(json["shifts"]["h_score"].is_null());
  EXPECT_EQ(json["changed"][0]["second_score"], "1+");
  EXPECT_TRUE(OrderedJson::parse(changesJson(driftOf(first), first, nullptr))["scores"].is_null());
}

}  // namespace
}  // namespace herald
