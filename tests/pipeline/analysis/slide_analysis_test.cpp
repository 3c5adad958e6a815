// The whole analysis on phantoms held in memory: truth, independence of the work's division, and slides that must be
// refused.
#include "pipeline/analysis/slide_analysis.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>

#include "pipeline/analysis/frozen_statistics.h"
#include "pipeline/analysis/pass_one.h"
#include "pipeline/analysis/pass_two.h"
#include "pipeline/analysis/tissue_strips.h"
#include "pipeline/files/atomic_file.h"
#include "pipeline/results/result_json.h"
#include "tests/support/cell_equality.h"
#include "tests/support/fake_slide_source.h"
#include "tests/support/phantom_picture.h"
#include "tests/support/temporary_folder.h"

namespace herald {
namespace {

constexpr double kUmPerPx = 0.25;
constexpr int kSize = 1650;

const Image<Rgb8>& phantom() {
  static const Image<Rgb8> image = phantomPicture("2+", kSize, 4711);
  return image;
}

SlideResult analyse(FakeSlideSource& source, const AnalysisResources& resources,
                    const Configuration& configuration = {}, double um_per_px = kUmPerPx,
                    const FrozenStatistics* frozen = nullptr) {
  const RuleSet rules = builtInRuleSet("asco-cap-2018");
  return analyseSlide(source, {"phantom.tif", "phantom", "phantom-00000000", ""}, {PixelSize(um_per_px), "test"},
                      effectiveConfiguration(configuration, rules), rules, resources, frozen);
}

SlideResult analysePhantom(int threads, int tile_px) {
  FakeSlideSource source(phantom());
  return analyse(source, {.threads = threads, .tile_px = tile_px});
}

Image<Rgb8> cropped(const Image<Rgb8>& image, int x0, int y0, int width, int height) {
  Image<Rgb8> crop(width, height);
  for (int y = 0; y < height; ++y) std::copy_n(image.row(y + y0) + x0, width, crop.row(y));
  return crop;
}

TEST(SlideAnalysis, GivesTheSameCellsForAnyTileSizeAndNumberOfThreads) {
  const SlideResult reference = analysePhantom(1, 2048);
  ASSERT_GT(reference.measured.cells.size(), 300U);
  for (const int tile_px : {512, 777, 1024}) {
    SCOPED_TRACE("tiles of " + std::to_string(tile_px) + " px");
    EXPECT_TRUE(sameCells(reference.measured.cells.records(), analysePhantom(2, tile_px).measured.cells.records()));
  }
  EXPECT_EQ(reference.judged.score.table, analysePhantom(2, 512).judged.score.table);
}

// A crop by an odd offset, given the statistics of the whole slide (its grid and tissue mask moved along), has the same
// cells wherever no operator can reach the cut.
void expectCropKeepsInteriorCells(int offset_x, int offset_y) {
  FakeSlideSource whole(phantom());
  const PassOne pass_one = passOne(whole, PixelSize(kUmPerPx), {});
  PassTwoOptions options;
  const auto cellsOf = [&](FakeSlideSource& source, const SlideStatistics& statistics) {
    const TemporaryFolder folder;
    SlideCells cells(folder.path(), {}, {});
    passTwo(source, statistics, PixelSize(kUmPerPx), options, cells);
    return cells.records();
  };
  const auto all = cellsOf(whole, pass_one.statistics);

  const int width = kSize - offset_x - 37;
  const int height = kSize - offset_y - 11;
  FakeSlideSource crop(cropped(phantom(), offset_x, offset_y, width, height));
  SlideStatistics frozen = pass_one.statistics;
  frozen.grid_origin = {-offset_x, -offset_y};
  frozen.tissue.origin_in_level0 = {static_cast<double>(-offset_x), static_cast<double>(-offset_y)};
  auto found = cellsOf(crop, frozen);
  for (CellRecord& cell : found) {
    cell.seed.x += offset_x;
    cell.seed.y += offset_y;
    cell.centroid_in_level0.x += offset_x;
    cell.centroid_in_level0.y += offset_y;
  }
  const auto margin = static_cast<int>(std::ceil(requiredHaloUm(options.segmentation, PixelSize(kUmPerPx)) / kUmPerPx));
  const PixelRect interior{offset_x + margin, offset_y + margin, width - 2 * margin, height - 2 * margin};
  const auto inside = [&](std::vector<CellRecord> cells) {
    std::erase_if(cells, [&](const CellRecord& c) { return !interior.contains(c.seed.x, c.seed.y); });
    std::sort(cells.begin(), cells.end(), [](const auto& a, const auto& b) { return a.seed < b.seed; });
    return cells;
  };
  const auto expected = inside(all);
  const auto actual = inside(found);
  ASSERT_GT(expected.size(), 45U);
  ASSERT_EQ(expected.size(), actual.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    EXPECT_EQ(expected[i].seed, actual[i].seed);
    EXPECT_EQ(differingFields(expected[i], actual[i]), "")
        << "cell at " << expected[i].seed.x << ", " << expected[i].seed.y;
  }
}

TEST(SlideAnalysis, GivesACropByAnOddOffsetTheSameInteriorCells) {
  expectCropKeepsInteriorCells(101, 53);
}
TEST(SlideAnalysis, GivesACropByAnEvenOffsetTheSameInteriorCells) {
  expectCropKeepsInteriorCells(64, 30);
}

TEST(SlideAnalysis, MeasuresACropAsItsSlideWasWithTheStatisticsOfResultJson) {
  const SlideResult whole = analysePhantom(2, 2048);
  const TemporaryFolder folder;
  writeFileAtomically(folder.path() / "result.json", resultJson(whole, {}));
  const FrozenStatistics frozen = readFrozenStatistics(folder.path() / "result.json", {201, 153});
  // To the far corner, so that cuts are on two sides alone: tumour cells are told by what lies within 100 um (400 px).
  FakeSlideSource crop(cropped(phantom(), 201, 153, kSize - 201, kSize - 153));
  const SlideResult part = analyse(crop, {.threads = 2}, {}, kUmPerPx, &frozen);
  int compared = 0;
  const std::vector<CellRecord> whole_cells = whole.measured.cells.records();
  for (const CellRecord& cell : part.measured.cells.records()) {
    if (!PixelRect{600, 600, kSize, kSize}.contains(cell.seed.x, cell.seed.y)) continue;
    const auto same = std::find_if(whole_cells.begin(), whole_cells.end(), [&](const CellRecord& other) {
      return other.seed == Level0Pixel{cell.seed.x + 201, cell.seed.y + 153};
    });
    ASSERT_NE(same, whole_cells.end());
    EXPECT_EQ(same->membrane, cell.membrane);
    EXPECT_EQ(same->outline, cell.outline);
    EXPECT_EQ(same->tumour_probability, cell.tumour_probability);
    ++compared;
  }
  EXPECT_GT(compared, 40);
}

TEST(FrozenStatistics, AreRefusedWithAGridBeyondAnySlide) {
  const TemporaryFolder folder;
  const auto pathOf = [&](const std::string& origin) {
    return folder.write("x.json", R"({"stain":{"background":[240,240,240],"background_source":"glass",
"haematoxylin":[0.65,0.704,0.286],"dab":[0.268,0.57,0.776],"source":"default"},
"statistics":{"glass_od":0.015,"fold_od":0.5,"grid_origin":)" +
                                      origin + "}}");
  };
  EXPECT_EQ(readFrozenStatistics(pathOf("[7,-9]"), {3, 5}).grid_origin, (Level0Pixel{4, -14}));
  for (const char* origin : {"[-2147483648,0]", "[0,2147483647]", "[1e300,0]", "[0.5,0]", "[0,9223372036854775807]",
                             "[0]", "0", "[0,18446744073709551615]"})
    EXPECT_THROW((void)readFrozenStatistics(pathOf(origin), {3, 5}), std::invalid_argument) << origin;
}

TEST(FrozenStatistics, NamesAFileThatIsNoResult) {
  const TemporaryFolder folder;
  writeFileAtomically(folder.path() / "x.json", "{}");
  EXPECT_THROW((void)readFrozenStatistics(folder.path() / "x.json", {}), std::invalid_argument);
  EXPECT_THROW((void)readFrozenStatistics(folder.path() / "absent.json", {}), std::invalid_argument);
}

TEST(SlideAnalysis, ScoresPhantomsAsTheirTruthSays) {
  for (const char* score : {"0", "1+", "2+", "3+"}) {
    FakeSlideSource source(phantomPicture(score, 1200, 99));
    const SlideResult result = analyse(source, {.threads = 2});
    ASSERT_TRUE(result.judged.score.score.has_value())
        << score << ": " << (result.reasons.empty() ? "" : result.reasons[0]);
    EXPECT_EQ(her2ScoreName(*result.judged.score.score), score);
  }
}

TEST(SlideAnalysis, RefusesAPictureWithoutTissue) {
  FakeSlideSource source(Image<Rgb8>(600, 500, {238, 238, 244}));
  const SlideResult result = analyse(source, {});
  EXPECT_EQ(result.status, SlideStatus::kIndeterminate);
  ASSERT_EQ(result.reasons.size(), 2U);
  EXPECT_EQ(result.reasons[0].substr(0, 10), "no_tissue:");
  EXPECT_EQ(result.reasons[1].substr(0, 21), "too_few_tumour_cells:");
  EXPECT_TRUE(result.measured.cells.empty());
}

TEST(SlideAnalysis, RefusesABlackPictureAsNotBrightfield) {
  Image<Rgb8> image(600, 500, {2, 2, 3});
  for (int y = 200; y < 260; ++y) std::fill_n(image.row(y) + 100, 200, Rgb8{20, 40, 250});
  FakeSlideSource source(std::move(image));
  const SlideResult result = analyse(source, {});
  EXPECT_EQ(result.status, SlideStatus::kIndeterminate);
  EXPECT_EQ(result.reasons.at(0).substr(0, 16), "not_brightfield:");
}

TEST(SlideAnalysis, RefusesPinkTissueAsNotImmunohistochemistry) {
  Image<Rgb8> image(600, 500, {240, 240, 242});
  for (int y = 50; y < 450; ++y) {
    for (int x = 50; x < 550; ++x) image.at(x, y) = (x / 9 + y / 7) % 3 == 0 ? Rgb8{120, 80, 150} : Rgb8{226, 150, 190};
  }
  FakeSlideSource source(std::move(image));
  const SlideResult result = analyse(source, {});
  EXPECT_FALSE(result.judged.score.score.has_value());
  EXPECT_EQ(result.reasons.at(0).substr(0, 8), "not_ihc:");
}

TEST(SlideAnalysis, CallsPixelsTooCoarseForMembranesNotAssessable) {
  FakeSlideSource source(phantom());
  const SlideResult result = analyse(source, {}, {}, 1.0);
  EXPECT_EQ(result.status, SlideStatus::kIndeterminate);
  EXPECT_EQ(result.reasons.at(0).substr(0, 11), "too_coarse:");
  EXPECT_TRUE(result.judged.score.clause.empty());
}

TEST(SlideAnalysis, NeverCallsMoreDabALowerScore) {
  int previous = -1;
  for (const double scale : {0.85, 1.0, 1.15}) {
    FakeSlideSource source(phantomPicture("2+", 1400, 5, scale));
    const SlideResult result = analyse(source, {.threads = 2});
    ASSERT_TRUE(result.judged.score.score.has_value()) << result.reasons.at(0);
    EXPECT_GE(static_cast<int>(*result.judged.score.score), previous) << "stain scale " << scale;
    previous = static_cast<int>(*result.judged.score.score);
  }
}

TEST(SlideAnalysis, PassesAReadErrorOn) {
  FakeSlideSource source(phantom(), {.unreadable_in_level0 = PixelRect{600, 600, 10, 10}});
  EXPECT_THROW((void)analyse(source, {.threads = 2, .tile_px = 512}), ReadError);
}

TEST(SlideAnalysis, ReadsNoTileThatHoldsOnlyGlass) {
  Image<Rgb8> image(4096, 1024, {238, 238, 244});
  const Image<Rgb8> tissue = cropped(phantom(), 300, 300, 400, 400);
  for (int y = 0; y < 400; ++y) std::copy_n(tissue.row(y), 400, image.row(y + 200) + 200);
  FakeSlideSource source(std::move(image), {.um_per_px = kUmPerPx, .additional_levels = 3});
  const PassOne pass_one = passOne(source, PixelSize(kUmPerPx), {});
  const auto strips = tissueStrips(source.description().levels[0], pass_one.statistics.tissue, {.width_px = 1024});
  ASSERT_EQ(strips.size(), 1U);
  EXPECT_LT(strips[0].width, 500);
  EXPECT_LT(strips[0].height, 500);
}

}  // namespace
}  // namespace herald
