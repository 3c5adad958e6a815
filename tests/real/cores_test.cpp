// The real images beside the project: labels, slides that must be refused, files that are broken.
#include <gtest/gtest.h>

#include <filesystem>
#include <set>
#include <string>

#include "pipeline/analysis/slide_analysis.h"
#include "pipeline/configuration/configuration.h"
#include "pipeline/slides/pixel_size.h"
#include "pipeline/slides/slide_opening.h"
#include "tests/support/cell_equality.h"
#include "tests/support/shared_data.h"

namespace herald {
namespace {

namespace fs = std::filesystem;

SlideResult analyseFile(const fs::path& path, const char* rules, std::optional<PixelSize> pixel_size = std::nullopt,
                        const AnalysisResources& resources = {.threads = 2}) {
  const auto source = openSlideSource(path);
  const auto choice = choosePixelSize(pixel_size, std::nullopt, source->description());
  if (!choice.chosen) throw ReadError(noPixelSizeReason(source->description()));
  const RuleSet rule_set = builtInRuleSet(rules);
  return analyseSlide(*source, {}, *choice.chosen, effectiveConfiguration({}, rule_set), rule_set, resources);
}

std::string scoreOf(const SlideResult& result) {
  return result.judged.score.score ? std::string(her2ScoreName(*result.judged.score.score)) : "not assessable";
}

class RealCore : public testing::TestWithParam<std::pair<const char*, std::set<std::string>>> {};

TEST_P(RealCore, GetsItsLabelUnderTheGastricRules) {
  const auto data = sharedData();
  if (!data) GTEST_SKIP() << "real slides are not there";
  const SlideResult result = analyseFile(*data / "her2_cores" / GetParam().first, "gastric-resection");
  EXPECT_TRUE(GetParam().second.contains(scoreOf(result))) << scoreOf(result) << " by " << result.judged.score.clause;
  EXPECT_DOUBLE_EQ(result.measured.pixel_size->pixel_size.umPerPx(), 0.25);
}

INSTANTIATE_TEST_SUITE_P(Her2Cores, RealCore,
                         testing::Values(std::pair{"core_0_a6d0d6a6.tif", std::set<std::string>{"0"}},
                                         std::pair{"core_1_fb95908d.tif", std::set<std::string>{"0", "1+", "2+"}},
                                         std::pair{"core_2_a5593c5e.tif", std::set<std::string>{"2+"}},
                                         std::pair{"core_3_a1f1510c.tif", std::set<std::string>{"3+"}},
                                         std::pair{"core_3_a1f1510c_aperio.svs", std::set<std::string>{"3+"}}),
                         [](const auto& parameter) {
                           std::string name = parameter.param.first;
                           for (char& c : name) c = std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
                           return name;
                         });

TEST(RealCores, HaveTheSameCellsForTilesOf512And1024And2048AndOneAndTwoThreads) {
  const auto data = sharedData();
  if (!data) GTEST_SKIP() << "real slides are not there";
  const fs::path core = *data / "her2_cores" / "core_2_a5593c5e.tif";
  const auto with = [&](int threads, int tile_px) {
    return analyseFile(core, "gastric-resection", std::nullopt, {.threads = threads, .tile_px = tile_px})
        .measured.cells.records();
  };
  const auto reference = with(1, 2048);
  for (const int tile_px : {512, 1024}) {
    SCOPED_TRACE(tile_px);
    EXPECT_TRUE(sameCells(reference, with(2, tile_px)));
  }
}

TEST(RealSlides, ThatAreNotIhcAreNotScored) {
  const auto data = sharedData();
  if (!data) GTEST_SKIP() << "real slides are not there";
  const SlideResult he = analyseFile(*data / "slides" / "CMU-1-Small-Region.svs", "asco-cap-2018");
  EXPECT_EQ(scoreOf(he), "not assessable");
  EXPECT_EQ(he.reasons.at(0).substr(0, 8), "not_ihc:");
  const SlideResult fluorescence = analyseFile(*data / "slides" / "fluorescence_dapi.ndpi", "asco-cap-2018");
  EXPECT_EQ(scoreOf(fluorescence), "not assessable");
  EXPECT_EQ(fluorescence.reasons.at(0).substr(0, 16), "not_brightfield:");
}

TEST(BadFiles, FailInOneLineOrAreNotAssessableEvenWhenAPixelSizeIsGiven) {
  const auto data = sharedData();
  if (!data) GTEST_SKIP() << "real slides are not there";
  int files = 0;
  for (const auto& entry : fs::directory_iterator(*data / "bad")) {
    SCOPED_TRACE(entry.path().filename());
    ++files;
    try {
      const SlideResult result = analyseFile(entry.path(), "asco-cap-2018", PixelSize(0.25));
      EXPECT_EQ(result.status, SlideStatus::kIndeterminate);
      EXPECT_FALSE(result.reasons.empty());
    } catch (const ReadError& error) {
      const std::string message = error.what();
      EXPECT_NE(message.find(entry.path().filename().string()), std::string::npos) << message;
      EXPECT_EQ(message.find('\n'), std::string::npos) << message;
    }
  }
  EXPECT_GE(files, 12);
}

}  // namespace
}  // namespace herald
