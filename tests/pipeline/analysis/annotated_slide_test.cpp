// What regions do to a slide's result, on a phantom held in memory.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "pipeline/analysis/slide_analysis.h"
#include "pipeline/results/result_json.h"
#include "tests/support/expect_refusal.h"
#include "tests/support/fake_slide_source.h"
#include "tests/support/phantom_picture.h"

namespace herald {
namespace {

constexpr int kSize = 1200;

const Image<Rgb8>& phantom() {
  static const Image<Rgb8> image = phantomPicture("3+", kSize, 12);
  return image;
}

RegionPolygon box(double x0, double y0, double x1, double y1) {
  return {{{x0, y0}, {x1, y0}, {x1, y1}, {x0, y1}}, {}};
}

Configuration withSelection(TumourSelection selection) {
  Configuration configuration;
  configuration.tumour.selection = selection;
  configuration.score.minimum_tumour_cells = 20;
  configuration.controls.minimum_cells = 20;
  return configuration;
}

SlideResult analyse(const SlideAnnotation* annotation, const Configuration& configuration) {
  FakeSlideSource source(phantom());
  const RuleSet rules = builtInRuleSet("asco-cap-2018");
  return analyseSlide(source, {"phantom.tif", "phantom", "phantom-00000000", ""}, {PixelSize(0.25), "test"},
                      effectiveConfiguration(configuration, rules), rules, {.threads = 2}, nullptr, annotation);
}

std::map<Exclusion, int> countsOf(const SlideResult& result) {
  std::map<Exclusion, int> counts;
  for (const CellSummary& cell : result.measured.cells.summaries()) ++counts[cell.excluded];
  return counts;
}

SlideAnnotation annotationWith(SlideRegions regions) {
  SlideAnnotation annotation{"a.geojson", "qupath", "00ff", std::move(regions)};
  annotation.include = static_cast<std::int64_t>(annotation.regions.include.size());
  return annotation;
}

const SlideResult& wholeSlide() {
  static const SlideResult result = analyse(nullptr, withSelection(TumourSelection::kAutomatic));
  return result;
}

TEST(AnnotatedSlide, AnIncludeRegionCountsExactlyTheCellsInIt) {
  const SlideAnnotation annotation = annotationWith({{box(0, 0, kSize / 2.0, kSize)}, {}, {}});
  const SlideResult half = analyse(&annotation, withSelection(TumourSelection::kAutomatic));
  EXPECT_EQ(half.judged.tumour_selection, "roi_automatic");
  std::int64_t inside = 0;
  for (const CellSummary& cell : wholeSlide().measured.cells.summaries())
    inside += cell.counted() && cell.seed.x < kSize / 2 ? 1 : 0;
  EXPECT_EQ(half.judged.score.counted_cells, inside);
  EXPECT_NEAR(static_cast<double>(inside), static_cast<double>(wholeSlide().judged.score.counted_cells) / 2,
              0.15 * static_cast<double>(wholeSlide().judged.score.counted_cells));
  EXPECT_EQ(half.measured.cells.size(), wholeSlide().measured.cells.size());  // the rest is reported, not scored
  EXPECT_GT(countsOf(half)[Exclusion::kOutsideRoi], 50);
  EXPECT_NEAR(half.judged.annotated->include_mm2, 0.15 * 0.3, 1e-9);
  const double tissue_mm2 = half.judged.quality.areaMm2(TissueClass::kTissue);
  EXPECT_NEAR(half.judged.annotated->tissue_mm2, tissue_mm2 / 2, 0.1 * tissue_mm2);
}

TEST(AnnotatedSlide, SelectionByRegionsTakesEveryCellInThem) {
  const SlideAnnotation annotation = annotationWith({{box(0, 0, kSize / 2.0, kSize)}, {}, {}});
  for (const TumourSelection selection : {TumourSelection::kRoi, TumourSelection::kAll}) {
    const SlideResult result = analyse(&annotation, withSelection(selection));
    EXPECT_EQ(result.judged.tumour_selection, "roi");
    EXPECT_EQ(countsOf(result).count(Exclusion::kNotTumour), 0U);
    for (const CellSummary& cell : result.measured.cells.summaries())
      EXPECT_EQ(cell.excluded == Exclusion::kNone, cell.seed.x < kSize / 2 && cell.excluded != Exclusion::kSlideEdge);
  }
}

TEST(AnnotatedSlide, SelectionByRegionsWithoutOneIsRefused) {
  expectRefusal([] { (void)analyse(nullptr, withSelection(TumourSelection::kRoi)); },
                {"tumour.selection", "no region"});
}

TEST(AnnotatedSlide, ExcludeWinsOverInclude) {
  const SlideAnnotation annotation = annotationWith({{box(0, 0, kSize, kSize)}, {box(0, 0, kSize, kSize / 2.0)}, {}});
  const SlideResult result = analyse(&annotation, withSelection(TumourSelection::kRoi));
  EXPECT_GT(countsOf(result)[Exclusion::kExcludedRoi], 50);
  for (const CellSummary& cell : result.measured.cells.summaries())
    EXPECT_FALSE(cell.counted() && cell.seed.y < kSize / 2);
}

SlideResult withControl(int expected, bool required = true) {
  const SlideAnnotation annotation = annotationWith({{}, {}, {{3, expected, {box(0, 0, kSize / 2.0, kSize)}}}});
  Configuration configuration = withSelection(TumourSelection::kAutomatic);
  configuration.controls.required = required;
  return analyse(&annotation, configuration);
}

TEST(AnnotatedSlide, AControlIsScoredApartAndNeverCounts) {
  const SlideResult result = withControl(3);
  ASSERT_EQ(result.judged.controls.size(), 1U);
  EXPECT_EQ(result.judged.controls[0].passed(), true);
  EXPECT_EQ(result.status, SlideStatus::kScored);
  EXPECT_EQ(result.judged.tumour_selection, "automatic");
  EXPECT_GE(result.judged.controls[0].measured.counted_cells, countsOf(result)[Exclusion::kControl]);
  EXPECT_GT(countsOf(result)[Exclusion::kControl], 50);
  for (const CellSummary& cell : result.measured.cells.summaries())
    EXPECT_FALSE(cell.counted() && cell.seed.x < kSize / 2);
  const auto json = nlohmann::json::parse(resultJson(result, {}));
  EXPECT_EQ(json.at("controls").at(0).at("name"), "Control 3+");
  EXPECT_EQ(json.at("controls").at(0).at("object"), 3);
  EXPECT_EQ(json.at("controls").at(0).at("passed"), true);
  EXPECT_EQ(json.at("annotation").at("file"), "a.geojson");
}

TEST(AnnotatedSlide, AControlThatFailsMakesItIndeterminate) {
  const SlideResult result = withControl(0);
  EXPECT_EQ(result.status, SlideStatus::kIndeterminate);
  EXPECT_FALSE(result.judged.score.score);
  ASSERT_EQ(result.reasons.size(), 1U);
  EXPECT_EQ(result.reasons[0].find("control_failed: Control 0 (object 3) is 3+ by "), 0U) << result.reasons[0];
  EXPECT_GT(result.judged.score.counted_cells, 20);  // all is still measured
}

TEST(AnnotatedSlide, ControlsCanBeMadeAWarning) {
  const SlideResult result = withControl(0, false);
  EXPECT_EQ(result.status, SlideStatus::kScored);
  EXPECT_TRUE(std::any_of(result.judged.quality.warnings.begin(), result.judged.quality.warnings.end(),
                          [](const std::string& warning) { return warning.starts_with("control_failed: "); }));
}

TEST(AnnotatedSlide, AControlWithoutCellsIsAWarning) {
  const SlideAnnotation annotation = annotationWith({{}, {}, {{1, 3, {box(0, 0, 2, 2)}}}});
  const SlideResult result = analyse(&annotation, withSelection(TumourSelection::kAutomatic));
  EXPECT_EQ(result.status, SlideStatus::kScored);
  EXPECT_EQ(result.judged.controls.at(0).passed(), std::nullopt);
  EXPECT_TRUE(std::any_of(result.judged.quality.warnings.begin(), result.judged.quality.warnings.end(),
                          [](const std::string& warning) { return warning.starts_with("control_not_assessable: "); }));
}

}  // namespace
}  // namespace herald
