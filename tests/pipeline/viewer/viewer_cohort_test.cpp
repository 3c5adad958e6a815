#include "pipeline/viewer/viewer_cohort.h"

#include <gtest/gtest.h>

#include <thread>

#include "tests/support/cohort_folder.h"
#include "tests/support/temporary_folder.h"

namespace herald {
namespace {

constexpr std::size_t kSlides = 4;

class ViewerCohortTest : public ::testing::Test {
 protected:
  void SetUp() override {
    synthetic::CohortOptions options;
    options.cells = 300;
    synthetic::writeCohort(folder_.path() / "run", kSlides, options);
  }
  [[nodiscard]] ViewerCohort cohort(const CohortOptions& options) const {
    ResultFolder results = readResultFolder(folder_.path() / "run");
    const EffectiveConfiguration run = configurationOf(results);
    return {std::move(results), run, {builtInRuleSet("asco-cap-2018"), "", ""}, options};
  }

  TemporaryFolder folder_;
};

TEST_F(ViewerCohortTest, KeepsCellsOnlyWhileMemoryAllowsAndReadsThemAgain) {
  ViewerCohort small = cohort({.slides = {}, .cell_bytes = 1});
  std::weak_ptr<const ViewedSlide> first = small.slide(0);
  EXPECT_FALSE(first.expired()) << "the slide in use stays";
  const std::size_t cells = small.slide(1)->cells().size();
  EXPECT_TRUE(first.expired());
  EXPECT_EQ(small.slide(0)->cells().size(), cells);

  ViewerCohort large = cohort({});
  first = large.slide(0);
  (void)large.slide(1);
  EXPECT_FALSE(first.expired());
}

TEST_F(ViewerCohortTest, JudgesAlikeHoweverLittleMemoryAndHoweverManyThreads) {
  ViewerCohort small = cohort({.slides = {}, .cell_bytes = 1});
  ViewerCohort large = cohort({});
  ViewerSettings settings{large.configuration().cell_class, 1};
  settings.cuts.moderate_od_um = 0.3;
  const auto expected = large.judged(settings);
  std::vector<std::vector<std::optional<CellJudgement>>> given(4);
  std::vector<std::thread> threads;
  for (auto& judgements : given) threads.emplace_back([&] { judgements = small.judged(settings); });
  for (std::thread& thread : threads) thread.join();
  ASSERT_EQ(expected.size(), kSlides);
  for (const auto& judgements : given)
    for (std::size_t i = 0; i < kSlides; ++i) {
      EXPECT_EQ(judgements.at(i).value().score.h_score.value, expected[i].value().score.h_score.value);
      EXPECT_EQ(judgements[i]->score.score, expected[i]->score.score);
    }
}

TEST_F(ViewerCohortTest, ASlideWhoseFileIsNotThereHasCellsButNoPixels) {
  ViewerCohort viewed = cohort({});
  std::string why_not;
  EXPECT_EQ(viewed.pixels(0, why_not), nullptr);
  EXPECT_NE(why_not.find("--slides"), std::string::npos);
  EXPECT_TRUE(viewed.isMeasured(0));
  EXPECT_TRUE(viewed.file(0).empty());
  EXPECT_THROW((void)viewed.slide(kSlides), std::out_of_range);
}

TEST_F(ViewerCohortTest, HasAMeasuredSlideUntilTheLastCellStoreIsGone) {
  const ViewerCohort viewed = cohort({});
  for (const RunInput& slide : viewed.results().run.inputs) {
    EXPECT_TRUE(viewed.hasMeasuredSlide());
    std::filesystem::remove(folder_.path() / "run/slides" / slide.folder / "cells.h5ad");
  }
  EXPECT_FALSE(viewed.hasMeasuredSlide());
}

TEST_F(ViewerCohortTest, FindsTheSlidesWhereTheRunWasTold) {
  ResultFolder results = readResultFolder(folder_.path() / "run");
  EXPECT_EQ(results.run.provenance.command.paths, std::vector<std::string>{"cohort"});
  folder_.write("--my 'slides'/slide_2.tif", "x");
  results.run.provenance.command.paths = {(folder_ / "--my 'slides'").string()};
  const ViewerCohort viewed(results, configurationOf(results), {builtInRuleSet("asco-cap-2018"), "", ""}, {});
  EXPECT_EQ(viewed.file(2), folder_ / "--my 'slides'/slide_2.tif");
  EXPECT_TRUE(viewed.file(1).empty());
}

TEST_F(ViewerCohortTest, OffersTheRunsRulesFirstAndSaysHowTheOthersAreNamed) {
  const ViewerCohort of_run = cohort({});
  ASSERT_EQ(of_run.ruleSets().size(), builtInRuleSetNames().size());
  EXPECT_TRUE(of_run.ruleSets()[0].of_run);
  EXPECT_EQ(of_run.ruleSets()[0].option, "");
  for (std::size_t i = 1; i < of_run.ruleSets().size(); ++i) {
    EXPECT_FALSE(of_run.ruleSets()[i].of_run);
    EXPECT_EQ(of_run.ruleSets()[i].option, of_run.ruleSets()[i].rules.name);
  }
  RuleSet own = builtInRuleSet("asco-cap-2018");
  const ResultFolder results = readResultFolder(folder_.path() / "run");
  const ViewerCohort of_file(results, configurationOf(results), {own, "0123", "my rules.toml"}, {});
  EXPECT_FALSE(of_file.ruleSets()[0].of_run) << "a file of that name is another rule set";
  EXPECT_EQ(of_file.ruleSets()[0].option, "my rules.toml");
}

}  // namespace
}  // namespace herald
