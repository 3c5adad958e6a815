#include "pipeline/phantoms/phantom_slide.h"

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "pipeline/files/atomic_file.h"
#include "pipeline/phantoms/phantom_presets.h"
#include "pipeline/phantoms/phantom_truth.h"
#include "pipeline/slides/slide_opening.h"
#include "segmentation/phantom/phantom_builder.h"
#include "segmentation/phantom/phantom_render.h"
#include "tests/support/source_folder.h"
#include "tests/support/temporary_folder.h"

namespace herald {
namespace {

PhantomOptions slideOptions() {
  PhantomOptions options;
  options.seed = 9;
  options.width_px = 900;
  options.height_px = 700;
  options.mix = presetMix("3+");
  return options;
}

const PhantomScene& slideScene() {
  static const PhantomScene scene = buildPhantomScene(slideOptions());
  return scene;
}

std::string bytesOf(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

TEST(PhantomSlide, OpensAsAWholeSlideWithPixelSizeAndThreeLevels) {
  const TemporaryFolder folder;
  const auto path = writePhantomSlide(slideScene(), folder.path() / "new", "one");
  const auto source = openSlideSource(path);
  const SlideDescription& description = source->description();
  EXPECT_EQ(description.vendor, "aperio");
  ASSERT_EQ(description.levels.size(), 3U);
  EXPECT_EQ(description.levels[0].width, 900);
  EXPECT_EQ(description.levels[1].width, 225);
  EXPECT_EQ(description.levels[2].height, 44);
  EXPECT_EQ(description.levels[0].tile_width, 256);
  ASSERT_FALSE(description.pixel_sizes.empty());
  EXPECT_DOUBLE_EQ(description.pixel_sizes.front().pixel_size.umPerPx(), 0.25);
  EXPECT_EQ(description.objective_power, 40.0);
}

TEST(PhantomSlide, PixelsAreTheRenderedOnesButForJpeg) {
  const TemporaryFolder folder;
  const auto source = openSlideSource(writePhantomSlide(slideScene(), folder.path(), "one"));
  Image<Rgb8> read;
  source->readRegion(0, 200, 150, 300, 300, read);
  const Image<Rgb8> rendered = renderPhantom(slideScene(), {200, 150, 300, 300});
  double difference = 0;
  for (int y = 0; y < 300; ++y) {
    for (int x = 0; x < 300; ++x) difference += std::abs(int{read.at(x, y).g} - int{rendered.at(x, y).g});
  }
  EXPECT_LT(difference / 90000, 4.0);
}

// Mean error of colour (blue less red) that JPEG leaves of the rendered pixels.
double colourError(PhantomScene scene, PhantomChroma chroma) {
  scene.options.chroma = chroma;
  scene.options.jpeg_quality = 95;
  const TemporaryFolder folder;
  const auto source = openSlideSource(writePhantomSlide(scene, folder.path(), "one"));
  Image<Rgb8> read;
  source->readRegion(0, 200, 150, 300, 300, read);
  const Image<Rgb8> rendered = renderPhantom(scene, {200, 150, 300, 300});
  double sum = 0;
  for (std::size_t i = 0; i < rendered.pixels().size(); ++i) {
    const Rgb8 a = read.pixels()[i];
    const Rgb8 b = rendered.pixels()[i];
    sum += std::abs((int{a.b} - int{a.r}) - (int{b.b} - int{b.r}));
  }
  return sum / static_cast<double>(rendered.pixels().size());
}

TEST(PhantomSlide, ColourOfEveryPixelOnItsOwnKeepsEdgesBetter) {
  EXPECT_LT(colourError(slideScene(), PhantomChroma::k444), 0.6 * colourError(slideScene(), PhantomChroma::k420));
}

TEST(PhantomSlide, SameSceneSameBytes) {
  const TemporaryFolder folder;
  writePhantomSlide(slideScene(), folder.path(), "one");
  const std::string slide = bytesOf(folder / "one.tif");
  const std::string truth = bytesOf(folder / "one.truth.json");
  writePhantomSlide(buildPhantomScene(slideOptions()), folder.path(), "one", true);
  EXPECT_EQ(bytesOf(folder / "one.tif"), slide);
  EXPECT_EQ(bytesOf(folder / "one.truth.json"), truth);
  EXPECT_GT(std::filesystem::file_size(folder / "one.png"), 100'000U);
}

TEST(PhantomSlide, AFolderThatCannotBeMadeIsNamed) {
  const TemporaryFolder folder;
  std::ofstream(folder / "file") << "x";
  try {
    writePhantomSlide(slideScene(), folder / "file" / "below", "one");
    FAIL() << "no error";
  } catch (const OutputError& error) {
    EXPECT_NE(std::string(error.what()).find("cannot create the folder"), std::string::npos);
  }
}

TEST(PhantomTruth, DocumentHasTheCellsAndCountsOfTheScene) {
  const auto truth = nlohmann::json::parse(phantomTruthJson(slideScene(), "one.tif"));
  EXPECT_EQ(truth["schema"], "herald.phantom-truth/1");
  EXPECT_EQ(truth["slide"], "one.tif");
  EXPECT_EQ(truth["score"], "3+");
  EXPECT_EQ(truth["options"]["seed"], 9);
  ASSERT_EQ(truth["cells"].size(), slideScene().cells.size());
  int strong_complete = 0;
  for (const auto& cell : truth["cells"]) {
    EXPECT_GE(cell["nucleus"].size(), 20U);
    if (cell["kind"] != "tumour") continue;
    EXPECT_GE(cell["outline"].size(), 8U);
    if (cell["pattern"] != "cs") continue;
    ++strong_complete;
    EXPECT_EQ(cell["class"], "3+");
    EXPECT_GE(cell["completeness"].get<double>(), 0.7995);
    EXPECT_GE(cell["dab_od"].get<double>(), 0.4495);
  }
  EXPECT_EQ(truth["patterns"]["cs"], strong_complete);
}

TEST(PhantomTruth, ListsOptionsOfOtherLaboratoriesWhereGiven) {
  PhantomScene scene = slideScene();
  const auto usual = nlohmann::json::parse(phantomTruthJson(scene, "one.tif"))["options"];
  EXPECT_FALSE(usual.contains("layout"));
  EXPECT_FALSE(usual.contains("glare"));
  scene.options.layout = PhantomTumourLayout::kFiles;
  scene.options.muscle_fraction = 0.25;
  scene.options.lymphoid_fraction = 0.125;
  scene.options.nucleus_fraction = 0.5;
  scene.options.blush_od = 0.2;
  scene.options.granules_od = 0.1;
  scene.options.hematoxylin_scale = 3;
  scene.options.optics = PhantomOptics::kLight;
  scene.options.glare = 0.02;
  scene.options.chroma = PhantomChroma::k444;
  auto expected = usual;
  expected.update(nlohmann::json::parse(
      R"({"layout":"files","muscle_fraction":0.25,"lymphoid_fraction":0.125,"nucleus_fraction":0.5,"blush_od":0.2,
          "granules_od":0.1,"hematoxylin_scale":3.0,"optics":"light","glare":0.02,"chroma":"444"})"));
  EXPECT_EQ(nlohmann::json::parse(phantomTruthJson(scene, "one.tif"))["options"], expected);
}

TEST(PhantomTruth, PresetsScoreWhatTheyAreCalled) {
  for (const char* score : {"0", "1+", "2+", "3+"}) {
    PhantomOptions options = slideOptions();
    options.width_px = options.height_px = 1400;
    options.mix = presetMix(score);
    const PhantomTruth truth = phantomTruth(buildPhantomScene(options));
    ASSERT_TRUE(truth.score.has_value());
    EXPECT_EQ(her2ScoreName(*truth.score), score);
  }
}

TEST(PhantomTruth, ASlideWithoutTumourHasNoScore) {
  PhantomOptions options;
  options.width_px = options.height_px = 64;
  const PhantomScene scene = buildPhantomScene(options);
  EXPECT_FALSE(phantomTruth(scene).score.has_value());
  EXPECT_TRUE(nlohmann::json::parse(phantomTruthJson(scene, "x.tif"))["score"].is_null());
}

// The options of the commands in sample_slides/README.md.
PhantomOptions sampleOptions(std::string_view score, std::uint64_t seed) {
  PhantomOptions options;
  options.seed = seed;
  options.mix = presetMix(score);
  return options;
}

TEST(SampleSlides, AreWhatTheirCommandsMake) {
  const std::filesystem::path samples = sourceFolder() / "sample_slides";
  struct Sample {
    const char* stem;
    const char* score;
    std::uint64_t seed;
  };
  const TemporaryFolder folder;
  for (const Sample& sample : {Sample{"her2_0", "0", 11}, Sample{"her2_1plus", "1+", 12},
                               Sample{"her2_2plus", "2+", 13}, Sample{"her2_3plus", "3+", 14}}) {
    const PhantomScene scene = buildPhantomScene(sampleOptions(sample.score, sample.seed));
    const std::string name = std::string(sample.stem) + ".tif";
    EXPECT_EQ(phantomTruthJson(scene, name), bytesOf(samples / (std::string(sample.stem) + ".truth.json"))) << name;
    writePhantomTiff(scene, folder / name);
    EXPECT_TRUE(bytesOf(folder / name) == bytesOf(samples / name)) << name;
  }
}

}  // namespace
}  // namespace herald
