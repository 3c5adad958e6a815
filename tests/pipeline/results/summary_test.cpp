#include "pipeline/results/summary.h"

#include <gtest/gtest.h>

#include <array>
#include <limits>

#include "pipeline/files/csv.h"
#include "pipeline/files/read_error.h"
#include "pipeline/results/result_json.h"
#include "tests/support/expect_refusal.h"
#include "tests/support/synthetic_result.h"
#include "tests/support/temporary_folder.h"

namespace herald {
namespace {

const std::vector<std::string> kNames = {"slide", "status", "score", "borderline", "tumour_cells", "pct_0"};

TEST(Summary, HasTheColumnsOfTheContract) {
  EXPECT_EQ(summaryCsv({}),
            "slide,status,score,ish,her2_derived,borderline,tumour_cells,pct_0,pct_1,pct_2,pct_3,pct_complete,h_score,"
            "tissue_mm2,reasons,seconds,case_id,pct_masked\n");
}

TEST(Summary, WritesAScoredSlide) {
  SlideResult result = synthetic::scoredResult(2, 2);
  result.judged.score.percent = {Estimate{25, 0, 0}, {25.5, 0, 0}, {49.5, 0, 0}, {0, 0, 0}};
  result.judged.score.h_score.value = 124.5;
  const std::vector rows = {summaryRow(result)};
  const std::string text = summaryCsv(rows);
  EXPECT_EQ(text.substr(text.find('\n') + 1),
            "\"batch 1/case_7, "
            "left.svs\",scored,2+,reflex,pending-ish,false,1,25,25.5,49.5,0,0.333,124.5,1.25,,1.235,case 7,0\n");
}

TEST(Summary, LeavesEmptyWhatAFailedSlideDidNotReach) {
  SlideResult result = synthetic::failedResult();
  result.reasons = {"one", "two"};
  const std::vector rows = {summaryRow(result)};
  const std::string text = summaryCsv(rows);
  EXPECT_EQ(text.substr(text.find('\n') + 1), "broken.svs,failed,,,,,,,,,,,,,one; two,,,\n");
}

TEST(Summary, QuotesWhatRfc4180Asks) {
  SlideResult result = synthetic::failedResult();
  result.identity.slide = "a \"b\", c\nd.svs";
  const std::vector rows = {summaryRow(result)};
  EXPECT_NE(summaryCsv(rows).find("\"a \"\"b\"\", c\nd.svs\""), std::string::npos);
  EXPECT_EQ(parseCsv(summaryCsv(rows))[1].fields[0], result.identity.slide);
}

// Every status, with and without cells, and what only a result made by hand has.
std::vector<SlideResult> resultsOfAllKinds() {
  std::vector<SlideResult> results = {synthetic::scoredResult(), synthetic::indeterminateResult(),
                                      synthetic::indeterminateResult(0, 0), synthetic::failedResult()};
  SlideResult skipped = synthetic::failedResult();
  skipped.status = SlideStatus::kSkipped;
  skipped.reasons = {"duplicate: the same file as a.svs", "a second; reason"};
  results.push_back(skipped);
  SlideResult odd = synthetic::scoredResult();
  odd.identity.slide = "\xff\xc3(\xe2\x82.svs";
  odd.identity.case_id = "caf\xc3\xa9\xc3";
  odd.reasons = {"\xf0\x9f\x98"};
  odd.judged.quality.area_mm2[static_cast<std::size_t>(TissueClass::kTissue)] =
      std::numeric_limits<double>::quiet_NaN();
  odd.judged.score.h_score.value = -1e-9;
  odd.judged.score.borderline = true;
  results.push_back(odd);
  return results;
}

TEST(Summary, IsTheRowThatResultJsonGives) {
  const TemporaryFolder folder;
  for (const SlideResult& result : resultsOfAllKinds()) {
    SCOPED_TRACE(result.identity.slide);
    writeResultJson(result, synthetic::provenance(), folder / "result.json");
    const SummaryRow row = summaryRowOf(readResultJson(folder / "result.json"));
    EXPECT_EQ(row, summaryRow(result));
    EXPECT_EQ(summaryCsv(std::array{row}), summaryCsv(std::array{summaryRow(result)}));
  }
}

TEST(Summary, IsReadBackFromItsOwnText) {
  for (const SlideResult& result : resultsOfAllKinds()) {
    SummaryRow row = summaryRow(result);
    const auto lines = parseCsv(summaryCsv(std::array{row}));
    if (row.reasons.size() > 1) row.reasons = {columnText(row, summaryColumn("reasons"))};
    EXPECT_EQ(SummaryHeader(lines[0].fields).row(lines[1].fields), row);
  }
}

TEST(Summary, OfAnotherVersionIsReadByTheNamesOfItsColumns) {
  const std::vector<std::string> names = {"pct_3", "colour", "status", "slide"};
  const SummaryRow row = SummaryHeader(names).row(std::vector<std::string>{"12.5", "brown", "indeterminate", "a.svs"});
  SummaryRow expected;
  expected.slide = "a.svs";
  expected.status = SlideStatus::kIndeterminate;
  expected.pct_3 = 12.5;
  EXPECT_EQ(row, expected);
}

TEST(Summary, RefusesWhatIsNoSummary) {
  const auto header = [](const std::vector<std::string>& names) { return SummaryHeader(names); };
  expectRefusal([&] { (void)header({}); }, {"does not name the columns slide and status"});
  expectRefusal([&] { (void)header({"slide", "score"}); }, {"does not name the columns slide and status"});
  expectRefusal([&] { (void)header({"slide", "status", "slide"}); }, {"column \"slide\" appears twice"});
  const SummaryHeader known(kNames);
  const auto row = [&](const std::vector<std::string>& fields) { return known.row(fields); };
  expectRefusal([&] { (void)row({"a.svs", "failed"}); }, {"2 fields, but the header has 6"});
  expectRefusal([&] { (void)row({"a", "done", "", "", "", ""}); }, {"status: \"done\" is not a status of a slide"});
  expectRefusal([&] { (void)row({"a", "scored", "4+", "", "", ""}); }, {"score: \"4+\" is not a score"});
  expectRefusal([&] { (void)row({"a", "scored", "", "yes", "", ""}); }, {"borderline: \"yes\" is not true or false"});
  expectRefusal(
      [&] {
        (void)row({"a", "scored", "", "", "1.5", ""});
      },
      {"tumour_cells: \"1.5\" is not a whole number"});
  expectRefusal([&] { (void)row({"a", "scored", "", "", "", "nan"}); }, {"pct_0: \"nan\" is not a number"});
}

TEST(Summary, SaysOfEveryColumnWhatItIsAndWhereItComesFrom) {
  const OrderedJson document = OrderedJson::parse(resultJson(synthetic::scoredResult(), synthetic::provenance()));
  for (const SummaryColumn& column : kSummaryColumns) {
    EXPECT_FALSE(column.meaning.empty()) << column.name;
    std::string pointer = "/";
    pointer.append(column.result_path);
    EXPECT_TRUE(document.contains(OrderedJson::json_pointer(pointer))) << column.name;
  }
}

TEST(Summary, RefusesADamagedResult) {
  for (const char* text :
       {R"({"status":"scored"})", R"({"status":"scored","reasons":[1]})", R"({"reasons":[]})",
        R"({"status":"scored","reasons":[],"score":[1]})", R"({"status":"scored","reasons":[],"score":"4+"})",
        R"({"status":"scored","reasons":[],"cells":{"tumour":1.5}})"})
    EXPECT_ANY_THROW((void)summaryRowOf(OrderedJson::parse(text))) << text;
}

}  // namespace
}  // namespace herald
