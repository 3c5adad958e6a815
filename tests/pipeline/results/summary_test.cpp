#include "pipeline/results/summary.h"

#include <gtest/gtest.h>

#include "pipeline/files/csv.h"
#include "pipeline/files/read_error.h"
#include "pipeline/results/result_json.h"
#include "tests/support/synthetic_result.h"
#include "tests/support/temporary_folder.h"

namespace herald {
namespace {

TEST(Summary, HasTheColumnsOfTheContract) {
  EXPECT_EQ(summaryCsv({}),
            "slide,status,score,ish,her2_derived,borderline,tumour_cells,pct_0,pct_1,pct_2,pct_3,pct_complete,h_score,"
            "tissue_mm2,reasons,seconds,case_id\n");
}

TEST(Summary, WritesAScoredSlide) {
  SlideResult result = synthetic::scoredResult(2, 2);
  result.score.percent = {Estimate{25, 0, 0}, {25.5, 0, 0}, {49.5, 0, 0}, {0, 0, 0}};
  result.score.h_score.value = 124.5;
  const std::vector rows = {summaryRow(result)};
  const std::string text = summaryCsv(rows);
  EXPECT_EQ(text.substr(text.find('\n') + 1),
            "\"batch 1/case_7, "
            "left.svs\",scored,2+,reflex,pending-ish,false,1,25,25.5,49.5,0,0.333,124.5,1.25,,1.235,case 7\n");
}

TEST(Summary, LeavesEmptyWhatAFailedSlideDidNotReach) {
  SlideResult result = synthetic::failedResult();
  result.reasons = {"one", "two"};
  const std::vector rows = {summaryRow(result)};
  const std::string text = summaryCsv(rows);
  EXPECT_EQ(text.substr(text.find('\n') + 1), "broken.svs,failed,,,,,,,,,,,,,one; two,,\n");
}

TEST(Summary, QuotesWhatRfc4180Asks) {
  SlideResult result = synthetic::failedResult();
  result.identity.slide = "a \"b\", c\nd.svs";
  const std::vector rows = {summaryRow(result)};
  EXPECT_NE(summaryCsv(rows).find("\"a \"\"b\"\", c\nd.svs\""), std::string::npos);
  EXPECT_EQ(parseCsv(summaryCsv(rows))[1].fields[0], result.identity.slide);
}

TEST(Summary, AReusedSlideHasTheRowItHad) {
  const TemporaryFolder folder;
  for (const SlideResult& result :
       {synthetic::scoredResult(), synthetic::indeterminateResult(), synthetic::failedResult()}) {
    writeResultJson(result, synthetic::provenance(), folder / "result.json");
    EXPECT_EQ(readSummaryRow(folder / "result.json"), summaryRow(result));
  }
}

TEST(Summary, AResultWithoutBoundsIsRefused) {
  const TemporaryFolder folder;
  const auto refusalOf = [&](const std::string& filling) {
    const auto path = folder.write("a.json", R"({"schema":"herald.result/1","reasons":[],"x":)" + filling + "}");
    return messageOf<ReadError>([&] { (void)readSummaryRow(path); });
  };
  EXPECT_NE(refusalOf(std::string(65, '[') + std::string(65, ']')), "");  // deeper than 64
  EXPECT_NE(refusalOf("\"" + std::string(std::size_t{5} << 20, 'x') + "\""), "");
}

TEST(Summary, RefusesAnythingButAResult) {
  const TemporaryFolder folder;
  EXPECT_EQ(messageOf<ReadError>([&] { (void)readSummaryRow(folder / "a.json"); }),
            (folder / "a.json").string() + ": cannot open");
  for (const char* text : {"", "{", "[1]", "{\"schema\":\"other\"}", "{\"schema\":\"herald.result/1\"}",
                           "{\"schema\":\"herald.result/1\",\"reasons\":[1]}",
                           "{\"schema\":\"herald.result/1\",\"reasons\":[],\"score\":[1]}"}) {
    const auto path = folder.write("a.json", text);
    EXPECT_EQ(messageOf<ReadError>([&] { (void)readSummaryRow(path); }),
              path.string() + ": not a document of schema herald.result/1");
  }
}

}  // namespace
}  // namespace herald
