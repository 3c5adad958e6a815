#include "pipeline/tuning/tune.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

#include "pipeline/tuning/tune_report.h"
#include "tests/support/cohort_folder.h"
#include "tests/support/expect_refusal.h"
#include "tests/support/temporary_folder.h"

namespace herald {
namespace {

using synthetic::CohortOptions;

// Small slides, few samples: what the numbers are worth is tune_recovery_test's business.
TuneOptions quickOptions(const std::filesystem::path& spill_folder, int threads = 2) {
  TuneOptions options;
  options.rules = builtInRuleSet("asco-cap-2018");
  options.samples = {3, 1, 8, 1};
  options.threads = threads;
  options.spill_folder = spill_folder;
  return options;
}

std::vector<SlideReference> referencesOf(const CohortOptions& cohort, std::uint64_t slides) {
  std::vector<SlideReference> references;
  for (std::uint64_t i = 0; i < slides; ++i) {
    const auto cells = synthetic::trueCells(cohort, i);
    references.push_back({"slide_" + std::to_string(i) + ".tif", "",
                          synthetic::medianReading(synthetic::readings(cohort, i, cells)), i % 4 == 0});
  }
  return references;
}

CohortOptions smallCohort() {
  CohortOptions cohort;
  cohort.cells = 120;
  cohort.cuts.strong_od_um = 0.56;
  return cohort;
}

class Tune : public testing::Test {
 protected:
  static constexpr std::uint64_t kSlides = 40;
  static void SetUpTestSuite() {
    folder_ = new TemporaryFolder();
    synthetic::writeCohort(folder_->path() / "results", kSlides, smallCohort());
  }
  static void TearDownTestSuite() {
    delete folder_;
    folder_ = nullptr;
  }
  static std::filesystem::path resultsPath() { return folder_->path() / "results"; }
  static TuneReport tune(int threads = 2) {
    return tuneCuts(readResultFolder(resultsPath()), referencesOf(smallCohort(), kSlides),
                    quickOptions(folder_->path(), threads));
  }
  static TemporaryFolder* folder_;
};
TemporaryFolder* Tune::folder_ = nullptr;

const TuneOrigin kOrigin = {"0.1", "herald tune results", "00", "readers.csv", "11", "majority"};

TEST_F(Tune, GivesTheSameForAnyNumberOfThreadsAndAnyOrderOfSlides) {
  const TuneOptions options = quickOptions(folder_->path());
  const std::string one = tuneJson(tune(1), options, kOrigin);
  EXPECT_EQ(one, tuneJson(tune(4), options, kOrigin));
  ResultFolder turned = readResultFolder(resultsPath());
  std::reverse(turned.run.inputs.begin(), turned.run.inputs.end());
  auto references = referencesOf(smallCohort(), kSlides);
  std::reverse(references.begin(), references.end());
  EXPECT_EQ(one, tuneJson(tuneCuts(turned, references, options), options, kOrigin));
}

TEST_F(Tune, WritesAConfigurationThatIsReadBackAndDoesNotAgreeLessThanTheStart) {
  TuneOptions options = quickOptions(folder_->path());
  options.configuration.cell_class.strong_od_um = 1;  // far from the readers' cut, so that there is something to gain
  const TuneReport report = tuneCuts(readResultFolder(resultsPath()), referencesOf(smallCohort(), kSlides), options);
  EXPECT_GE(report.worth.apparent, report.worth.start);
  EXPECT_EQ(report.slides.size(), kSlides);
  EXPECT_EQ(report.cases, kSlides - kSlides / 10);
  Configuration read;
  readConfiguration(tuneToml(report, options, kOrigin), "F.toml", read);
  EXPECT_NO_THROW(validate(read));
  EXPECT_EQ(configurationToml(read), configurationToml(report.configuration));
  const std::string text = tuneText(report, options);
  for (const char* part : {"cross-validated", "cell_class.strong_od_um", "slides change"})
    EXPECT_NE(text.find(part), std::string::npos) << text;
}

TEST_F(Tune, SlidesWithoutReferenceOrScoreAreCountedApart) {
  ResultFolder results = readResultFolder(resultsPath());
  results.run.inputs[0].row.status = SlideStatus::kIndeterminate;
  results.run.inputs[1].row.status = SlideStatus::kFailed;
  auto references = referencesOf(smallCohort(), kSlides);
  std::erase_if(references, [&](const SlideReference& r) { return r.slide == results.run.inputs[2].row.slide; });
  const TuneReport report = tuneCuts(results, references, quickOptions(folder_->path()));
  EXPECT_EQ(report.indeterminate, 1U);
  EXPECT_EQ(report.failed, 1U);
  EXPECT_EQ(report.without_reference, 1U);
  EXPECT_EQ(report.slides.size(), kSlides - 3);
}

TEST_F(Tune, AScoreWithoutCasesLeavesItsCutWhereItWas) {
  auto references = referencesOf(smallCohort(), kSlides);
  for (SlideReference& reference : references) reference.score = std::min(*reference.score, Her2Score::k2Plus);
  const TuneReport report = tuneCuts(readResultFolder(resultsPath()), references, quickOptions(folder_->path()));
  EXPECT_EQ(report.configuration.cell_class.strong_od_um, CellClassOptions{}.strong_od_um);
  EXPECT_FALSE(report.cuts[static_cast<std::size_t>(Cut::kStrong)].varied);
  EXPECT_TRUE(std::any_of(report.warnings.begin(), report.warnings.end(),
                          [](const std::string& w) { return w.find("strong_od_um stays") != std::string::npos; }));
}

TEST_F(Tune, RefusesWhatCannotBeTunedOnInOneLine) {
  const auto references = referencesOf(smallCohort(), kSlides);
  const TuneOptions options = quickOptions(folder_->path());
  ResultFolder results = readResultFolder(resultsPath());
  results.run.finished.clear();
  expectRefusal([&] { (void)tuneCuts(results, references, options); }, {"not finished"});
  results = readResultFolder(resultsPath());
  results.run.inputs.resize(15);
  expectRefusal([&] { (void)tuneCuts(results, references, options); }, {"14 cases (15 slides)", "20 are needed"});
  auto same = references;
  for (SlideReference& reference : same) reference.score = Her2Score::k1Plus;
  expectRefusal([&] { (void)tuneCuts(readResultFolder(resultsPath()), same, options); },
                {"all references are the same"});
  results = readResultFolder(resultsPath());
  results.run.inputs[3].folder = "nowhere-00000000";
  expectRefusal([&] { (void)tuneCuts(results, references, options); }, {"nowhere-00000000", "is missing"});
  TuneOptions bad = options;
  bad.samples.folds = 1;
  expectRefusal([&] { (void)tuneCuts(readResultFolder(resultsPath()), references, bad); }, {"folds = 1"});
}

TEST_F(Tune, ADemandedFishSensitivityThatNoCutReachesIsRefused) {
  auto references = referencesOf(smallCohort(), kSlides);
  for (SlideReference& reference : references) reference.ish_positive = reference.score == Her2Score::k0;
  TuneOptions options = quickOptions(folder_->path());
  // From where no cut that is tried calls every unstained slide 2+.
  options.configuration.cell_class = synthetic::kStartOfTuning;
  options.search.least_ish_sensitivity = 1;
  expectRefusal([&] { (void)tuneCuts(readResultFolder(resultsPath()), references, options); },
                {"of the ISH-positive slides", "the most is"});
  for (SlideReference& reference : references) reference.ish_positive.reset();
  expectRefusal([&] { (void)tuneCuts(readResultFolder(resultsPath()), references, options); },
                {"no slide that is used is ISH-positive"});
}

}  // namespace
}  // namespace herald
