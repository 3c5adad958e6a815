#include "pipeline/runs/run_record.h"

#include <gtest/gtest.h>

#include "pipeline/files/atomic_file.h"
#include "pipeline/results/result_folder.h"
#include "pipeline/runs/exit_codes.h"
#include "pipeline/runs/output_folder.h"
#include "tests/support/synthetic_result.h"
#include "tests/support/temporary_folder.h"

namespace herald {
namespace {

RunReport report(std::size_t slides) {
  RunReport report;
  report.provenance = synthetic::provenance();
  report.list_slides = slides;
  return report;
}

RunInput slide(const std::string& name, SlideStatus status) {
  RunInput slide;
  slide.row.slide = name;
  slide.row.status = status;
  if (status != SlideStatus::kScored) slide.row.reasons = {"why"};
  return slide;
}

TEST(RunRecord, SaysAfterEverySlideWhatIsDoneAndWhatRemains) {
  const TemporaryFolder out;
  RunRecord record(report(2), {"a.svs", "b.svs"}, out.path());
  record.begin();
  EXPECT_EQ(readResultFolder(out.path()).run.remaining, (std::vector<std::string>{"a.svs", "b.svs"}));
  record.add(slide("a.svs", SlideStatus::kScored));
  record.end();
  record.publish();
  const ResultFolder stopped = readResultFolder(out.path());
  EXPECT_EQ(stopped.run.remaining, std::vector<std::string>{"b.svs"});
  EXPECT_EQ(stopped.run.exit_code, kExitInterrupted);
  EXPECT_FALSE(stopped.finished());
  EXPECT_TRUE(std::filesystem::exists(out / "report.html"));
}

TEST(RunRecord, EndsWithTheExitCodeOfItsSlides) {
  const TemporaryFolder out;
  const auto exitCodeOf = [&](std::initializer_list<SlideStatus> statuses) {
    std::vector<std::string> names(statuses.size(), "a.svs");
    RunRecord record(report(names.size()), names, out.path());
    for (const SlideStatus status : statuses) record.add(slide("a.svs", status));
    record.end();
    EXPECT_FALSE(record.report().finished.empty());
    return record.report().exit_code;
  };
  using enum SlideStatus;
  EXPECT_EQ(exitCodeOf({kScored, kIndeterminate, kSkipped}), kExitDone);
  EXPECT_EQ(exitCodeOf({kScored, kFailed}), kExitSomeFailed);
  EXPECT_EQ(exitCodeOf({}), kExitNothingFound);
}

TEST(RunRecord, AShardWithoutASlideIsDone) {
  const TemporaryFolder out;
  RunRecord record(report(7), {}, out.path());
  record.end();
  EXPECT_EQ(record.report().exit_code, kExitDone);
}

TEST(RunRecord, AFolderThatCannotBeWrittenIsNotForgivenAtTheBeginningNorAtTheEnd) {
  const TemporaryFolder out;
  RunRecord record(report(1), {"a.svs"}, out / "missing");
  EXPECT_THROW(record.begin(), UnusableFolder);
  record.add(slide("a.svs", SlideStatus::kScored));
  const auto error = record.writeBetweenSlides();
  ASSERT_TRUE(error.has_value());
  EXPECT_NE(error->find("missing"), std::string::npos) << *error;
  record.end();
  EXPECT_THROW(record.publish(), OutputError);
}

}  // namespace
}  // namespace herald
