#include "pipeline/results/result_folder.h"

#include <gtest/gtest.h>

#include "pipeline/results/run_json.h"
#include "tests/support/expect_refusal.h"
#include "tests/support/synthetic_result.h"
#include "tests/support/temporary_folder.h"

namespace herald {
namespace {

class ResultFolderTest : public testing::Test {
 protected:
  ResultFolderTest() {
    report_.provenance = synthetic::provenance();
    report_.started = report_.finished = "2026-01-01T00:00:00Z";
    SlideResult failed = synthetic::failedResult();
    failed.reasons = {"one; two", "three"};
    report_.inputs = {entryOf(synthetic::scoredResult(6, 4)), entryOf(failed)};
    writeRunReport(report_, folder_.path());
  }
  void writeSummary(const std::string& text) { folder_.write("summary.csv", text); }
  void refused(const char* message) const {
    expectRefusal([&] { (void)readResultFolder(folder_.path()); }, {"summary.csv: ", message});
  }

  TemporaryFolder folder_;
  RunReport report_;
};

TEST_F(ResultFolderTest, GivesBackTheRunThatWroteIt) {
  const ResultFolder read = readResultFolder(folder_.path());
  EXPECT_TRUE(read.finished());
  ASSERT_EQ(read.run.inputs.size(), 2U);
  for (std::size_t i = 0; i < 2; ++i) EXPECT_EQ(read.run.inputs[i].row, report_.inputs[i].row);
  EXPECT_EQ(read.run.inputs[0].reader, "openslide");
}

TEST_F(ResultFolderTest, OfAnotherVersionIsReadByTheNamesOfItsColumns) {
  writeSummary("colour,status,slide,pct_2\nbrown,scored,\"batch 1/case_7, left.svs\",41.5\n,failed,broken.svs,\n");
  const ResultFolder read = readResultFolder(folder_.path());
  EXPECT_EQ(read.run.inputs[0].row.pct_2, 41.5);
  EXPECT_FALSE(read.run.inputs[0].row.h_score);
  EXPECT_EQ(read.run.inputs[0].row.case_id, "case 7");
  EXPECT_EQ(read.run.inputs[1].row.reasons, (std::vector<std::string>{"one; two", "three"}));
}

TEST_F(ResultFolderTest, FilesThatDoNotTellTheSameAreRefused) {
  writeSummary("slide,score\n");
  refused("its first line does not name the columns slide and status");
  writeSummary("slide,status\n\"batch 1/case_7, left.svs\",scored\n");
  refused("has 1 slides, but run.json beside it has 2");
  writeSummary("slide,status\n\"batch 1/case_7, left.svs\",scored\nbroken.svs,skipped\n");
  refused("line 3: broken.svs is skipped where run.json beside it has broken.svs, failed");
  writeSummary("slide,status\n\"batch 1/case_7, left.svs\",scored\nbroken.svs\n");
  refused("line 3: 1 fields, but the header has 2");
  writeSummary("slide,status,h_score\n\"batch 1/case_7, left.svs\",scored,x\nbroken.svs,failed,\n");
  refused("line 2: h_score: \"x\" is not a number");
}

}  // namespace
}  // namespace herald
