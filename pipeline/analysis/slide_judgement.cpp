#include "pipeline/analysis/slide_judgement.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <optional>
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

// What hides cells, and what their neighbours are.
void lookAtCells(const Configuration& configuration, SlideResult& result) {
  const std::span<CellSummary> cells = result.measured.cells.summaries();
  const PixelSize pixel_size = result.measured.pixel_size->pixel_size;
  const double neighbourhood_um = configuration.tumour.neighbourhood_um;
  SlideStatistics& statistics = result.measured.statistics;
  markOutOfFocus(cells, statistics.grid_origin, pixel_size, configuration.focus, statistics.tissue);
  excludeCellsInArtefacts(statistics.tissue, cells);
  if (result.measured.neighbourhood_um != neighbourhood_um) measureNeighbourhoods(cells, pixel_size, neighbourhood_um);
  result.measured.neighbourhood_um = neighbourhood_um;
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
  judged.quality.blank = judgement.assessment.blank;
  judged.quality.gradient_h_score = judgement.assessment.gradient_h_score;
  judged.quality.warnings = std::move(judgement.warnings);
  if (judged.annotated) judged.annotated->tissue_mm2 = request.areas.tissue_mm2;
  judged.controls = std::move(judgement.controls);
  judged.score = std::move(judgement.score);
  judged.request = std::move(request);
  result.reasons = std::move(judgement.reasons);
  result.status = judged.score.score ? SlideStatus::kScored : SlideStatus::kIndeterminate;
}

// The answer when cells are tumour from another probability on. Cells are as they were before any of them was chosen.
CellJudgement judgementAt(double probability, const Configuration& configuration, const JudgementRequest& request,
                          SlideResult& result) {
  const std::span<CellSummary> cells = result.measured.cells.summaries();
  std::vector<Exclusion> before(cells.size());
  std::transform(cells.begin(), cells.end(), before.begin(), [](const CellSummary& cell) { return cell.excluded; });
  TumourCellOptions options = configuration.tumour;
  options.minimum_probability = probability;
  selectTumourCells(cells, options);
  excludeCellsByRegion(cells, regionsOf(result));
  CellJudgement judgement = judgeCells(cells, result.measured.cells.calls(), request);
  for (std::size_t i = 0; i < cells.size(); ++i) cells[i].excluded = before[i];
  return judgement;
}

std::string scoreWord(const SlideScore& score) {
  return score.score ? std::string(her2ScoreName(*score.score)) : "none";
}

std::string word(double probability) {
  char text[16];
  std::snprintf(text, sizeof text, "%.2g", probability);
  return text;
}

// The choice of tumour cells is a guess: the score must not hang on how sure of a cell it is asked to be. Scores are
// those with cells from a lower, the chosen and a higher probability on.
std::optional<std::string> complaintOfChoice(const TumourCellOptions& options, const SlideScoreOptions& least,
                                             const std::array<const SlideScore*, 3>& scores) {
  const auto [lower, higher] = otherProbabilities(options);
  const auto& [with_more, chosen, with_fewer] = scores;
  if (!chosen->score) return std::nullopt;  // there is another reason
  if (with_fewer->counted_cells < least.minimum_tumour_cells)
    return "tumour_not_found: " + std::to_string(with_fewer->counted_cells) + " cells with a probability of " +
           word(higher) + ", " + std::to_string(least.minimum_tumour_cells) + " needed";
  if (with_more->score == chosen->score && chosen->score == with_fewer->score) return std::nullopt;
  return "tumour_choice_decides: " + scoreWord(*with_more) + " with cells from a probability of " + word(lower) +
         " on, " + scoreWord(*chosen) + " from the one chosen on, " + scoreWord(*with_fewer) + " from " + word(higher) +
         " on";
}

// Judges with the cells that the options choose.
void judgeChoice(const Configuration& configuration, const JudgementRequest& request, SlideResult& result) {
  selectTumourCells(result.measured.cells.summaries(), configuration.tumour);
  excludeCellsByRegion(result.measured.cells.summaries(), regionsOf(result));
  judge(request, result);
}

// The same where nobody has chosen the cells.
void judgeGuess(const Configuration& configuration, JudgementRequest request, SlideResult& result) {
  const auto [lower, higher] = otherProbabilities(configuration.tumour);
  const SlideScore with_more = judgementAt(lower, configuration, request, result).score;
  const SlideScore with_fewer = judgementAt(higher, configuration, request, result).score;
  judgeChoice(configuration, request, result);
  const std::optional<std::string> complaint =
      complaintOfChoice(configuration.tumour, configuration.score, {&with_more, &result.judged.score, &with_fewer});
  if (!complaint) return;
  request.refusals.push_back(*complaint);
  judge(std::move(request), result);
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
  const bool automatic = configuration.tumour.selection == TumourSelection::kAutomatic;
  lookAtCells(configuration, result);
  JudgementRequest request = requestOf(configuration, rules, result);  // before cells are taken out by where they lie
  if (automatic) {
    judgeGuess(configuration, std::move(request), result);
  } else {
    judgeChoice(configuration, request, result);
  }
  if (!automatic) return;
  std::vector<std::string>& warnings = result.judged.quality.warnings;
  warnings.emplace_back("in_situ_not_excluded");
  warnings.emplace_back("tumour_choice_unverified");
  const auto score = result.judged.score.score;
  const bool has_region = !regionsOf(result).include.empty();
  if (!has_region && score && *score >= Her2Score::k2Plus) warnings.emplace_back("invasion_not_verified");
}

}  // namespace herald
