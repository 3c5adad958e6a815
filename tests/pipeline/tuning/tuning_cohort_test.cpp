#include "pipeline/tuning/tuning_cohort.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/support/temporary_folder.h"

namespace herald {
namespace {

// Slides of a finished run, each with an empty cell store.
class TuningCohortTest : public testing::Test {
 protected:
  TuningCohortTest() {
    results_.path = folder_.path();
    results_.run.finished = "2026-01-01T00:00:00Z";
  }

  void add(const std::string& slide, const std::string& case_id, std::optional<Her2Score> reference,
           SlideStatus status = SlideStatus::kScored) {
    folder_.write("slides/" + slide + "/cells.h5ad", "");
    RunInput result;
    result.row.slide = result.folder = slide;
    result.row.case_id = case_id;
    result.row.status = status;
    results_.run.inputs.push_back(result);
    references_.push_back({slide, "", reference, std::nullopt});
  }
  // Cases enough, of two scores.
  void addPlentyOfCases() {
    for (int i = 0; i < 20; ++i)
      add("plenty-" + std::to_string(10 + i), "", i < 10 ? Her2Score::k1Plus : Her2Score::k3Plus);
  }
  [[nodiscard]] TuningCohort cohort() const { return tuningCohort(results_, references_); }
  [[nodiscard]] std::string refusal() const {
    return messageOf<std::invalid_argument>([&] { (void)cohort(); });
  }

  TemporaryFolder folder_;
  ResultFolder results_;
  std::vector<SlideReference> references_;
};

TEST_F(TuningCohortTest, PutsTheSlidesOfACaseTogetherWhateverTheirOrder) {
  add("b", "case 2", Her2Score::k0);
  add("a", "case 1", Her2Score::k1Plus);
  add("c", "case 2", Her2Score::k2Plus);
  addPlentyOfCases();
  const TuningCohort forwards = cohort();
  ASSERT_EQ(forwards.slides.size(), 23U);
  EXPECT_EQ(forwards.counts.cases, 22U);
  const auto slideNamed = [&](const std::string& name) {
    return *std::find_if(forwards.slides.begin(), forwards.slides.end(), [&](const auto& s) { return s.name == name; });
  };
  EXPECT_EQ(slideNamed("b").tuning.case_index, slideNamed("c").tuning.case_index);
  EXPECT_NE(slideNamed("a").tuning.case_index, slideNamed("b").tuning.case_index);
  for (std::size_t i = 1; i < forwards.slides.size(); ++i)
    EXPECT_LE(forwards.slides[i].tuning.case_index - forwards.slides[i - 1].tuning.case_index, 1U);

  std::reverse(results_.run.inputs.begin(), results_.run.inputs.end());
  const TuningCohort backwards = cohort();
  for (std::size_t i = 0; i < forwards.slides.size(); ++i) EXPECT_EQ(backwards.slides[i].name, forwards.slides[i].name);
}

TEST_F(TuningCohortTest, CountsACaseOnceByTheHighestOfItsReferences) {
  add("a", "one", Her2Score::k0);
  add("b", "one", Her2Score::k2Plus);
  addPlentyOfCases();
  EXPECT_EQ(cohort().counts.cases_by_reference, (std::array<std::int64_t, 4>{0, 10, 1, 10}));
}

TEST_F(TuningCohortTest, DoesNotTakeASlideForTheCaseOfItsName) {
  add("a", "", Her2Score::k0);
  add("b", "a", Her2Score::k0);
  addPlentyOfCases();
  EXPECT_EQ(cohort().counts.cases, 22U);
}

TEST_F(TuningCohortTest, PrefersTheCaseThatTheReferenceNames) {
  add("a", "of the folder", Her2Score::k0);
  add("b", "of the readers", Her2Score::k0);
  references_[0].case_id = "of the readers";
  addPlentyOfCases();
  EXPECT_EQ(cohort().counts.cases, 21U);
}

TEST_F(TuningCohortTest, CountsWhatCannotBeUsed) {
  addPlentyOfCases();
  add("unread", "", std::nullopt);
  add("unsure", "", Her2Score::k0, SlideStatus::kIndeterminate);
  add("broken", "", Her2Score::k0, SlideStatus::kFailed);
  add("double", "", Her2Score::k0, SlideStatus::kSkipped);
  const CohortCounts counts = cohort().counts;
  EXPECT_EQ(counts.without_reference, 1U);
  EXPECT_EQ(counts.indeterminate, 1U);
  EXPECT_EQ(counts.failed, 2U);
  EXPECT_EQ(counts.cases, 20U);
}

TEST_F(TuningCohortTest, RefusesTooFewCasesAndSaysWhatIsMissing) {
  add("a", "", Her2Score::k0);
  add("unread", "", std::nullopt);
  EXPECT_NE(refusal().find("1 cases (1 slides)"), std::string::npos) << refusal();
  EXPECT_NE(refusal().find("1 without a reference"), std::string::npos) << refusal();
}

TEST_F(TuningCohortTest, RefusesAnUnfinishedRunAStoreThatIsGoneAndOneScoreForAll) {
  addPlentyOfCases();
  std::filesystem::remove(folder_ / "slides/plenty-10/cells.h5ad");
  EXPECT_NE(refusal().find("plenty-10/cells.h5ad: is missing"), std::string::npos) << refusal();
  folder_.write("slides/plenty-10/cells.h5ad", "");
  for (SlideReference& reference : references_) reference.score = Her2Score::k2Plus;
  EXPECT_NE(refusal().find("all references are the same score"), std::string::npos) << refusal();
  results_.run.finished.clear();
  EXPECT_NE(refusal().find("the run is not finished"), std::string::npos) << refusal();
}

}  // namespace
}  // namespace herald
