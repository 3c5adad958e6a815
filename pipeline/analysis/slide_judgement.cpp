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
  const auto area = [&](TissueClass kind) { return statistics.tissue.areaMm2(kind, pixel_size); };
  quality.tissue_mm2 = area(TissueClass::kTissue);
  quality.pen_mm2 = area(TissueClass::kPen);
  quality.debris_mm2 = area(TissueClass::kDebris);
  quality.out_of_focus_mm2 = area(TissueClass::kOutOfFocus);
  quality.fold_mm2 = area(TissueClass::kFold);
  quality.coverslip_edge_mm2 = area(TissueClass::kCoverslipEdge);
  quality.red_cells_mm2 = area(TissueClass::kRedCells);
  quality.dust_mm2 = area(TissueClass::kDust);
  return quality;
}

const SlideRegions& regionsOf(const SlideResult& result) {
  static const SlideRegions kNone;
  return result.annotation ? result.annotation->annotation.regions : kNone;
}

// Of the tissue whose cells can count.
TissueAreas areasThatCount(const SlideResult& result) {
  const TissueMask in_regions =
      result.annotation ? tissueThatCounts(result.statistics.tissue, regionsOf(result)) : TissueMask();
  const TissueMask& tissue = result.annotation ? in_regions : result.statistics.tissue;
  const auto area = [&](TissueClass kind) { return tissue.areaMm2(kind, result.pixel_size->pixel_size); };
  return {area(TissueClass::kTissue), area(TissueClass::kOutOfFocus),
          area(TissueClass::kFold) + area(TissueClass::kRedCells) + area(TissueClass::kDust)};
}

void measureRegions(PixelSize pixel_size, AnnotationEffect& effect) {
  const double pixel_mm = pixel_size.umPerPx() / 1000;
  const auto areaMm2 = [&](const std::vector<RegionPolygon>& polygons) {
    double px2 = 0;
    for (const RegionPolygon& polygon : polygons) px2 += areaPx2(polygon);
    return px2 * pixel_mm * pixel_mm;
  };
  effect.include_mm2 = areaMm2(effect.annotation.regions.include);
  effect.exclude_mm2 = areaMm2(effect.annotation.regions.exclude);
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
  for (CellSummary& cell : result.cells.summaries())
    if (cell.excluded != Exclusion::kSlideEdge) cell.excluded = Exclusion::kNone;
  for (TissueClass& pixel : result.statistics.tissue.classes.pixels())
    if (pixel == TissueClass::kOutOfFocus) pixel = TissueClass::kTissue;
}

void selectCells(const Configuration& configuration, SlideResult& result) {
  const std::span<CellSummary> cells = result.cells.summaries();
  const PixelSize pixel_size = result.pixel_size->pixel_size;
  const double neighbourhood_um = configuration.tumour.neighbourhood_um;
  SlideStatistics& statistics = result.statistics;
  markOutOfFocus(cells, statistics.grid_origin, pixel_size, configuration.focus, statistics.tissue);
  excludeCellsInArtefacts(statistics.tissue, cells);
  if (result.neighbourhood_um != neighbourhood_um) measureNeighbourhoods(cells, pixel_size, neighbourhood_um);
  result.neighbourhood_um = neighbourhood_um;
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
  request.um_per_px = result.pixel_size->pixel_size.umPerPx();
  request.cell_class = configuration.cell_class;
  request.options = {
      .quality = configuration.quality, .score = configuration.score, .controls = configuration.controls};
  request.rules = rules;
  request.areas = areasThatCount(result);
  request.controls = controlCells(regionsOf(result), result.cells.summaries());
  request.refusals = result.refusals;
  return request;
}

void judge(JudgementRequest request, SlideResult& result) {
  const std::span<const CellSummary> cells = std::as_const(result.cells).summaries();
  CellJudgement judgement = judgeCells(cells, result.cells.calls(), request);
  result.quality = qualityOf(result.statistics, result.pixel_size->pixel_size, cells);
  result.quality.counterstain_od = judgement.assessment.counterstain_od;
  result.quality.masked_share = judgement.assessment.masked_share;
  result.quality.warnings = std::move(judgement.warnings);
  if (result.annotation) result.annotation->tissue_mm2 = request.areas.tissue_mm2;
  result.controls = std::move(judgement.controls);
  result.score = std::move(judgement.score);
  result.reasons = std::move(judgement.reasons);
  result.status = result.score.score ? SlideStatus::kScored : SlideStatus::kIndeterminate;
  result.judged_with = std::move(request);
}

}  // namespace

void judgeSlide(const Configuration& configuration, const RuleSet& rules, SlideResult& result) {
  validate(configuration);
  forgetJudgement(result);
  result.rule_set_name = rules.name;
  result.rule_set_version = rules.version;
  result.cell_class = configuration.cell_class;
  result.tumour_selection = selectionName(configuration.tumour.selection, !regionsOf(result).include.empty());
  if (result.annotation) measureRegions(result.pixel_size->pixel_size, *result.annotation);
  selectCells(configuration, result);
  JudgementRequest request = requestOf(configuration, rules, result);  // before cells are taken out by where they lie
  excludeCellsByRegion(result.cells.summaries(), regionsOf(result));
  judge(std::move(request), result);
  if (configuration.tumour.selection == TumourSelection::kAutomatic)
    result.quality.warnings.emplace_back("in_situ_not_excluded");
}

}  // namespace herald
