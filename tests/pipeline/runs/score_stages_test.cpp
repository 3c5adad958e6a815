#include "pipeline/runs/score_stages.h"

#include <gtest/gtest.h>

#include "tests/support/fake_slide_source.h"
#include "tests/support/temporary_folder.h"

namespace herald {
namespace {

TEST(ScoreStages, OpenWithTheDecoderAskedFor) {
  const TemporaryFolder folder;
  const auto path = folder.write("slide.svs", "no slide");
  for (const auto& [decoder, cause] : {std::pair(DecoderChoice::kDirect, "it is not a whole-slide format"),
                                       std::pair(DecoderChoice::kOpenSlide, "OpenSlide does not know its format")}) {
    ScoreSettings settings;
    settings.decoder = decoder;
    const std::string message = messageOf<ReadError>([&] { (void)scoreStages(settings).open(path); });
    EXPECT_NE(message.find(cause), std::string::npos) << message;
  }
}

TEST(ScoreStages, AnnotateAsTheConfigurationHasIt) {
  ScoreSettings settings;
  SlideInput slide;
  slide.path = "a.svs";
  SlideDescription description;
  description.levels = {{.width = 100, .height = 100}};
  EXPECT_FALSE(scoreStages(settings).annotate(slide, description).has_value());
  settings.configuration.tumour.selection = TumourSelection::kRoi;
  EXPECT_THROW((void)scoreStages(settings).annotate(slide, description), ReadError);
}

TEST(ScoreStages, AnalyseTellsTheRunHowItGoesAndJudgesByTheRulesChosen) {
  ScoreSettings settings;
  settings.rules = rulesNamed("gastric-biopsy");
  FakeSlideSource source(Image<Rgb8>(256, 256, {240, 240, 240}), FakeSlideOptions{});
  std::vector<std::string> stages;
  const SlideProgress progress{.tiles_done = [](std::size_t, std::size_t) {},
                               .stage_began = [&](std::string_view stage) { stages.emplace_back(stage); }};
  const PixelSizeSource pixel_size{PixelSize(0.25), "list"};
  const SlideResult result = scoreStages(settings).analyse(source, SlideIdentity{}, pixel_size, nullptr, progress);
  EXPECT_EQ(result.judged.ruleSetName(), "gastric-biopsy");
  EXPECT_EQ(stages, (std::vector<std::string>{"pass 1", "pass 2", "scoring", "evidence"}));
}

TEST(ScoreStages, TheEffectiveConfigurationHasAllThatDecides) {
  ScoreSettings settings;
  settings.rules = rulesNamed("asco-cap-2013");
  settings.rules.content_hash = "00ff";
  settings.configuration.cell_class.strong_od_um = 0.5;
  const EffectiveConfiguration plain = effectiveConfigurationOf(settings);
  EXPECT_EQ(plain.options.cell_class.strong_od_um, 0.5);
  EXPECT_EQ(plain.rules_name, "asco-cap-2013");
  EXPECT_EQ(plain.rules_hash, "00ff");
  EXPECT_EQ(plain.statistics, "");
  settings.frozen.emplace();
  EXPECT_EQ(effectiveConfigurationOf(settings).statistics, frozenStatisticsText(*settings.frozen));
}

}  // namespace
}  // namespace herald
