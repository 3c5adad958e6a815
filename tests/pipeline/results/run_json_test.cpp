#include "pipeline/results/run_json.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/support/expect_refusal.h"
#include "tests/support/synthetic_result.h"
#include "tests/support/temporary_folder.h"

namespace herald {
namespace {

using nlohmann::json;

RunReport reportOf(std::initializer_list<SlideStatus> statuses) {
  RunReport report;
  report.provenance = synthetic::provenance();
  report.started = "2026-01-01T00:00:00Z";
  for (const SlideStatus status : statuses) {
    RunInput input;
    input.row.slide = "a.svs";
    input.row.status = status;
    input.folder = "a-1";
    report.inputs.push_back(input);
  }
  return report;
}

// With something in every member.
RunReport fullReport() {
  RunReport report;
  report.provenance = synthetic::provenance();
  report.provenance.command = {"score", {"my slides", "--odd"}, {"--set", "a=b c", "--roi", "it's"}};
  report.started = "2026-01-01T00:00:00Z";
  report.finished = "2026-01-01T01:00:00Z";
  report.list_slides = 12;
  report.list_hash = "abc";
  report.shard = Shard{3, 5};
  report.missing_shards = {2, 4};
  for (const SlideResult& result :
       {synthetic::scoredResult(), synthetic::indeterminateResult(), synthetic::failedResult()})
    report.inputs.push_back(entryOf(result));
  report.inputs[0].reused = true;
  report.inputs[1].seconds = 1.5;
  report.inputs[2].row.reasons = {"one; two", "three"};
  report.remaining = {"z.svs"};
  report.ignored_files = 4;
  report.rescored_from = "../measured";
  report.exit_code = 1;
  return report;
}

TEST(RunJson, CountsTheSlidesByStatus) {
  RunReport report =
      reportOf({SlideStatus::kScored, SlideStatus::kScored, SlideStatus::kFailed, SlideStatus::kSkipped});
  report.inputs[0].reused = true;
  report.inputs[0].row.score = Her2Score::k3Plus;
  report.ignored_files = 4;
  report.exit_code = 1;
  const json document = json::parse(runJson(report));
  EXPECT_EQ(document["schema"], "herald.run/1");
  EXPECT_EQ(document["exit_code"], 1);
  EXPECT_EQ(
      document["counts"],
      json::parse(R"({"slides":4,"scored":2,"indeterminate":0,"failed":1,"skipped":1,"reused":1,"ignored_files":4})"));
  EXPECT_EQ(document["inputs"][0]["score"], "3+");
  EXPECT_EQ(document["inputs"][0]["reused"], true);
}

TEST(RunJson, HasTheWordsOfTheCommandLineAsTheyWereTyped) {
  const json document = json::parse(runJson(fullReport()));
  EXPECT_EQ(document["arguments"]["paths"], (std::vector<std::string>{"my slides", "--odd"}));
  EXPECT_EQ(document["arguments"]["options"], (std::vector<std::string>{"--set", "a=b c", "--roi", "it's"}));
  EXPECT_EQ(document["provenance"]["command"], R"(herald score 'my slides' --odd --set 'a=b c' --roi 'it'\''s')");
}

TEST(RunJson, AnInterruptedRunIsNotFinished) {
  const json document = json::parse(runJson(reportOf({})));
  EXPECT_TRUE(document["finished"].is_null());
  EXPECT_TRUE(document["inputs"].empty());
  EXPECT_TRUE(document["shard"].is_null());
  EXPECT_EQ(document["missing_shards"], json::array());
}

TEST(RunJson, IsReadBackWhole) {
  const TemporaryFolder folder;
  for (const RunReport& report : {fullReport(), reportOf({}), reportOf({SlideStatus::kSkipped})}) {
    const auto file = folder.write("run.json", runJson(report));
    EXPECT_EQ(runJson(readRunJson(file)), runJson(report));
  }
}

TEST(RunJson, OfAnEarlierVersionIsReadByItsCommandLine) {
  const TemporaryFolder folder;
  json earlier = json::parse(runJson(fullReport()));
  earlier.erase("arguments");
  earlier["provenance"]["command"] = "herald score 'my slides' b --set 'a=b c'";
  for (json& input : earlier["inputs"]) input.erase("reader");
  const RunReport read = readRunJson(folder.write("run.json", earlier.dump()));
  EXPECT_EQ(read.provenance.command.paths, (std::vector<std::string>{"my slides", "b"}));
  EXPECT_EQ(read.provenance.command.options, (std::vector<std::string>{"--set", "a=b c"}));
  EXPECT_EQ(read.inputs.at(0).reader, "");
}

TEST(RunJson, DamageIsNamed) {
  const TemporaryFolder folder;
  const json good = json::parse(runJson(fullReport()));
  const auto refused = [&](const char* pointer, const json& value, const char* message) {
    json damaged = good;
    damaged[json::json_pointer(pointer)] = value;
    const auto file = folder.write("run.json", damaged.dump());
    expectRefusal([&] { (void)readRunJson(file); }, {file.c_str(), message});
  };
  refused("/schema", "herald.run/2", "is not a document of schema herald.run/1");
  refused("/inputs", 1, "damaged: inputs is missing or has the wrong type");
  refused("/inputs/0/slide", 1, "damaged: slide is missing or has the wrong type");
  refused("/inputs/0/status", "splendid", "damaged: status: \"splendid\" is not a status of a slide");
  refused("/inputs/0/folder", "../a", "is not a plain name");
  refused("/inputs/0/reasons", "a", "damaged: reasons is missing or has the wrong type");
  refused("/list/slides", -1, "damaged: list/slides is not a count");
  refused("/shard/number", 9, "damaged: there is no shard 9/5");
  refused("/arguments/paths", "a", "damaged: arguments/paths is missing or has the wrong type");
  refused("/started", nullptr, "damaged: started is missing or has the wrong type");
  expectRefusal([&] { (void)readRunJson(folder / "none"); }, {"none: cannot be opened"});
}

}  // namespace
}  // namespace herald
