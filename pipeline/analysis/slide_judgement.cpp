#include "pipeline/analysis/slide_judgement.h"

#include <algorithm>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "scoring/cell_judgement.h"
#include "segmentation/focus_map.h"
#include "segmentation/regions.h"
#include "segmentation/tumour_cells.h"
#include "stain/median.h"

namespace herald {
namespace {

// Areas and sharpness of what was measured.
SlideQuality qualityOf(const SlideStatistics& statistics, PixelSize pixel_size, std::span<const CellSummary> cells) {
  SlideQuality quality;
  std::vector<float> sharpness;
  sharpness.reserve(cells.size());
  for (const CellSummary& cell : cells) sharpness.push_back(cell.focus);
  if (!sharpness.empty()) quality.focus = static_cast<double>(upperMedian(sharpness));
  for (std::size_t i = 0; i < quality.area_mm2.size(); ++i)
    quality.area_mm2[i] = statistics.tissue.areaMm2(static_cast<TissueClass>(i), pixel_size);
  return quality;
}

const SlideRegions& regionsOf(const SlideResult& result) {
  static const SlideRegions kNone;
  return result.measured.annotation ? result.measured.annotation->regions : kNone;
}

// Of the tissue whose cells can count.
TissueAreas areasThatCount(const SlideResult& result) {
  const SlideMeasurement& measured = result.measured;
  const TissueMask in_regions =
      measured.annotation ? tissueThatCounts(measured.statistics.tissue, regionsOf(result)) : TissueMask();
  const TissueMask& tissue = measured.annotation ? in_regions : measured.statistics.tissue;
  const auto area = [&](TissueClass kind) { return tissue.areaMm2(kind, result.measured.pixel_size->pixel_size); };
  return {area(TissueClass::kTissue), area(TissueClass::kOutOfFocus),
          area(TissueClass::kFold) + area(TissueClass::kRedCells) + area(TissueClass::kDust)};
}

AnnotatedAreas areasOf(const SlideRegions& regions, PixelSize pixel_size) {
  const double pixel_mm = pixel_size.umPerPx() / 1000;
  const auto areaMm2 = [&](const std::vector<RegionPolygon>& polygons) {
    double px2 = 0;
    for (const RegionPolygon& polygon : polygons) px2 += areaPx2(polygon);
    return px2 * pixel_mm * pixel_mm;
  };
  return {areaMm2(regions.include), areaMm2(regions.exclude), 0};
}

// What decides which cells count.
std::string_view selectionName(TumourSelection selection, bool has_include) {
  if (selection == TumourSelection::kAutomatic) return has_include ? "roi_automatic" : "automatic";
  if (has_include) return "roi";
  if (selection == TumourSelection::kAll) return "all";
  throw std::invalid_argument("tumour.selection is \"roi\", and the slide has no region whose class is to be included");
}

// Takes back what an earlier judgement has changed of what was measured.
void forgetJudgement(SlideResult& result) {
  for (CellSummary& cell : result.measured.cells.summaries())
    if (cell.excluded != Exclusion::kSlideEdge) cell.excluded = Exclusion::kNone;
  for (TissueClass& pixel : result.measured.statistics.tissue.classes.pixels())
    if (pixel == TissueClass::kOutOfFocus) pixel = TissueClass::kTissue;
}

void selectCells(const Configuration& configuration, SlideResult& result) {
  const std::span<CellSummary> cells = result.measured.cells.summaries();
  const PixelSize pixel_size = result.measured.pixel_size->pixel_size;
  const double neighbourhood_um = configuration.tumour.neighbourhood_um;
  SlideStatistics& statistics = result.measured.statistics;
  markOutOfFocus(cells, statistics.grid_origin, pixel_size, configuration.focus, statistics.tissue);
  excludeCellsInArtefacts(statistics.tissue, cells);
  if (result.measured.neighbourhood_um != neighbourhood_um) measureNeighbourhoods(cells, pixel_size, neighbourhood_um);
  result.measured.neighbourhood_um = neighbourhood_um;
  selectTumourCells(cells, configuration.tumour);
}

std::vector<ControlCells> controlCells(const SlideRegions& regions, std::span<const CellSummary> cells) {
  std::vector<ControlCells> controls;
  for (std::vector<std::size_t>& members : cellsOfControls(cells, regions)) {
    const auto& region = regions.controls[controls.size()];
    controls.push_back({region.object, region.expected, std::move(members)});
  }
  return controls;
}

JudgementRequest requestOf(const Configuration& configuration, const RuleSet& rules, const SlideResult& result) {
  JudgementRequest request;
  request.um_per_px = result.measured.pixel_size->pixel_size.umPerPx();
  request.cell_class = configuration.cell_class;
  request.options = {
      .quality = configuration.quality, .score = configuration.score, .controls = configuration.controls};
  request.rules = rules;
  request.areas = areasThatCount(result);
  request.hematoxylin_scale_od = result.measured.statistics.hematoxylin_scale_od;
  request.controls = controlCells(regionsOf(result), result.measured.cells.summaries());
  request.refusals = result.measured.refusals;
  return request;
}

void judge(JudgementRequest request, SlideResult& result) {
  const SlideMeasurement& measured = result.measured;
  SlideJudgement& judged = result.judged;
  CellJudgement judgement = judgeCells(measured.cells.summaries(), measured.cells.calls(), request);
  judged.quality = qualityOf(measured.statistics, measured.pixel_size->pixel_size, measured.cells.summaries());
  judged.quality.counterstain_od = judgement.assessment.counterstain_od;
  judged.quality.masked_share = judgement.assessment.masked_share;
  judged.quality.warnings = std::move(judgement.warnings);
  if (judged.annotated) judged.annotated->tissue_mm2 = request.areas.tissue_mm2;
  judged.controls = std::move(judgement.controls);
  judged.score = std::move(judgement.score);
  judged.request = std::move(request);
  result.reasons = std::move(judgement.reasons);
  result.status = judged.score.score ? SlideStatus::kScored : SlideStatus::kIndeterminate;
}

}  // namespace

void judgeSlide(const std::shared_ptr<const EffectiveConfiguration>& effective, const RuleSet& rules,
                SlideResult& result) {
  const Configuration& configuration = effective->options;
  validate(configuration);
  forgetJudgement(result);
  result.judged.configuration = effective;
  result.judged.tumour_selection = selectionName(configuration.tumour.selection, !regionsOf(result).include.empty());
  result.judged.annotated.reset();
  if (result.measured.annotation)
    result.judged.annotated = areasOf(regionsOf(result), result.measured.pixel_size->pixel_size);
  selectCells(configuration, result);
  JudgementRequest request = requestOf(configuration, rules, result);  // before cells are taken out by where they lie
  excludeCellsByRegion(result.measured.cells.summaries(), regionsOf(result));
  judge(std::move(request), result);
  if (configuration.tumour.selection == TumourSelection::kAutomatic)
    result.judged.quality.warnings.emplace_back("in_situ_not_excluded");
}

}  // namespace herald
