#include "pipeline/results/run_report.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/support/synthetic_result.h"

namespace herald {
namespace {

RunReport reportOf(std::initializer_list<SlideStatus> statuses) {
  RunReport report;
  report.provenance = synthetic::provenance();
  report.started = "2026-01-01T00:00:00Z";
  for (const SlideStatus status : statuses) report.inputs.push_back({"a.svs", "", "a-1", status, "", {}, 2, false});
  return report;
}

TEST(RunReport, CountsTheSlidesByStatus) {
  RunReport report =
      reportOf({SlideStatus::kScored, SlideStatus::kScored, SlideStatus::kFailed, SlideStatus::kSkipped});
  report.inputs[0].reused = true;
  report.inputs[0].score = "3+";
  report.ignored_files = 4;
  report.exit_code = 1;
  const auto document = nlohmann::json::parse(runJson(report));
  EXPECT_EQ(document["schema"], "herald.run/1");
  EXPECT_EQ(document["exit_code"], 1);
  EXPECT_EQ(document["counts"],
            nlohmann::json::parse(
                R"({"slides":4,"scored":2,"indeterminate":0,"failed":1,"skipped":1,"reused":1,"ignored_files":4})"));
  EXPECT_EQ(document["inputs"][0]["score"], "3+");
  EXPECT_EQ(document["inputs"][0]["reused"], true);
  EXPECT_EQ(document["provenance"]["command"], "herald score x");
}

TEST(RunReport, AnInterruptedRunIsNotFinished) {
  const auto document = nlohmann::json::parse(runJson(reportOf({})));
  EXPECT_TRUE(document["finished"].is_null());
  EXPECT_TRUE(document["inputs"].empty());
}

TEST(RunReport, TellsTheListAndTheShardOfIt) {
  RunReport report = reportOf({});
  report.list_slides = 12;
  report.list_hash = "abc";
  EXPECT_TRUE(nlohmann::json::parse(runJson(report))["shard"].is_null());
  report.shard = Shard{3, 5};
  const auto document = nlohmann::json::parse(runJson(report));
  EXPECT_EQ(document["list"], nlohmann::json::parse(R"({"slides":12,"hash":"abc"})"));
  EXPECT_EQ(document["shard"], nlohmann::json::parse(R"({"number":3,"count":5})"));
  EXPECT_EQ(document["missing_shards"], nlohmann::json::array());
}

}  // namespace
}  // namespace herald
