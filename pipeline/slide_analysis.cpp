#include "pipeline/slide_analysis.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "pipeline/memory_plan.h"
#include "pipeline/pass_one.h"
#include "pipeline/pass_two.h"
#include "scoring/controls.h"
#include "scoring/slide_quality.h"
#include "segmentation/focus_map.h"
#include "segmentation/regions.h"
#include "segmentation/tumour_cells.h"

namespace herald {
namespace {

// Coarser pixels than this do not resolve a membrane (DESIGN: completeness is not assessable).
constexpr double kCoarsestAssessableUm = 0.6;
constexpr double kLargestEdgeDistanceUm = 255;

class Stopwatch {
 public:
  // Seconds since construction or the last call.
  double lap() {
    const auto now = std::chrono::steady_clock::now();
    const double seconds = std::chrono::duration<double>(now - last_).count();
    last_ = now;
    return seconds;
  }

 private:
  std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::now();
};

float median(std::vector<float> values) {
  if (values.empty()) return 0;
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

void measureEdgeDistances(const TissueMask& tissue, PixelSize pixel_size, std::span<CellSummary> cells) {
  const Image<float> distance_um = distanceToTissueEdgeUm(tissue, pixel_size);
  for (CellSummary& cell : cells) {
    const auto index = [&](std::int32_t position, double origin) {
      return static_cast<int>(std::floor((position - origin) / tissue.downsample_px));
    };
    const int x = index(cell.seed.x, tissue.origin_in_level0.x);
    const int y = index(cell.seed.y, tissue.origin_in_level0.y);
    if (distance_um.contains(x, y)) {
      cell.edge_distance_um = std::min(static_cast<float>(kLargestEdgeDistanceUm), distance_um.at(x, y));
    }
  }
}

// Areas and sharpness of what was measured.
SlideQuality qualityOf(const SlideStatistics& statistics, PixelSize pixel_size, std::span<const CellSummary> cells) {
  SlideQuality quality;
  std::vector<float> sharpness;
  sharpness.reserve(cells.size());
  for (const CellSummary& cell : cells) sharpness.push_back(cell.focus);
  quality.focus = static_cast<double>(median(std::move(sharpness)));
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

// Adds the reasons why measured cells cannot be assessed, and warnings.
void assess(const Configuration& configuration, SlideResult& result) {
  SlideQuality& quality = result.quality;
  const TissueAreas areas = areasThatCount(result);
  const SlideAssessment assessment =
      assessSlide(result.cells.summaries(), result.cells.calls(), areas, configuration.quality);
  if (result.annotation) result.annotation->tissue_mm2 = areas.tissue_mm2;
  quality.counterstain_od = assessment.counterstain_od;
  quality.masked_share = assessment.masked_share;
  quality.warnings = assessment.warnings;
  if (result.reasons.empty()) result.reasons = assessment.reasons;
}

double slideMm2(const SlideDescription& description, PixelSize pixel_size) {
  const SlideLevel& level0 = description.levels.front();
  const double pixel_mm = pixel_size.umPerPx() / 1000;
  return static_cast<double>(level0.width) * static_cast<double>(level0.height) * pixel_mm * pixel_mm;
}

void measureCells(SlideSource& source, const Configuration& configuration, const AnalysisResources& resources,
                  SlideResult& result) {
  const PixelSize pixel_size = result.pixel_size->pixel_size;
  PassTwoOptions options;
  options.segmentation = {configuration.nucleus, configuration.territory, configuration.membrane};
  options.threads = resources.threads;
  const MemoryPlan plan = planMemory(resources.memory_bytes, resources.threads,
                                     slideMm2(result.description, pixel_size), pixel_size, options.segmentation);
  options.tokens = plan.tokens;
  options.tile_px = resources.tile_px.value_or(plan.tile_px);
  result.cells = SlideCells(resources.spill_folder, configuration.cell_class, configuration.quality);
  passTwo(source, result.statistics, pixel_size, options, result.cells, resources.on_progress);
  const std::span<CellSummary> cells = result.cells.summaries();
  // The edge of the tissue is that of pass 1: a blurred block is no border.
  measureEdgeDistances(result.statistics.tissue, pixel_size, cells);
  markOutOfFocus(cells, result.statistics.grid_origin, pixel_size, configuration.focus, result.statistics.tissue);
  excludeCellsInArtefacts(result.statistics.tissue, cells);
  measureNeighbourhoods(cells, pixel_size, configuration.tumour.neighbourhood_um);
  selectTumourCells(cells, configuration.tumour);
}

// Scores the controls, and then takes cells out by where they lie.
void applyRegions(const Configuration& configuration, const RuleSet& rules, SlideResult& result) {
  const SlideRegions& regions = regionsOf(result);
  const std::span<CellSummary> cells = result.cells.summaries();
  const auto members = cellsOfControls(cells, regions);
  for (std::size_t i = 0; i < members.size(); ++i)
    result.controls.push_back(scoreControl(regions.controls[i].object, regions.controls[i].expected, members[i], cells,
                                           result.cells.calls(), rules, result.pixel_size->pixel_size.umPerPx(),
                                           configuration.score, configuration.controls));
  excludeCellsByRegion(cells, regions);
}

// A control that fails is a reason, unless the configuration says otherwise; what else is wrong with one is a warning.
void judgeControls(const ControlOptions& options, SlideResult& result) {
  for (const ControlResult& control : result.controls) {
    const auto complaint = complaintOf(control, options);
    if (!complaint) continue;
    const bool failed = control.passed() == false;
    (failed && options.required ? result.reasons : result.quality.warnings).push_back(*complaint);
  }
}

void scoreCells(const Configuration& configuration, const RuleSet& rules, SlideResult& result) {
  result.quality = qualityOf(result.statistics, result.pixel_size->pixel_size, std::as_const(result.cells).summaries());
  assess(configuration, result);
  judgeControls(configuration.controls, result);
  result.score = scoreSlide(std::as_const(result.cells).summaries(), result.cells.calls(), rules,
                            result.pixel_size->pixel_size.umPerPx(), configuration.score);
  if (!result.reasons.empty()) {
    result.score.score.reset();
    result.score.clause.clear();
    result.score.ish.clear();
    result.score.derived.clear();
    result.score.flags.clear();
    result.score.borderline = false;
    for (ClauseAudit& clause : result.score.audit) clause.fired = clause.borderline = false;
  }
  // What keeps a slide from being looked at comes before what its cells say.
  if (result.reasons.empty()) result.reasons = result.score.reasons;
  result.status = result.score.score ? SlideStatus::kScored : SlideStatus::kIndeterminate;
}

// What decides which cells count.
std::string_view selectionName(TumourSelection selection, bool has_include) {
  if (selection == TumourSelection::kAutomatic) return has_include ? "roi_automatic" : "automatic";
  if (has_include) return "roi";
  if (selection == TumourSelection::kAll) return "all";
  throw std::invalid_argument("tumour.selection is \"roi\", and the slide has no region whose class is to be included");
}

AnnotationEffect effectOf(const SlideAnnotation& annotation, PixelSize pixel_size) {
  const double pixel_mm = pixel_size.umPerPx() / 1000;
  const auto area = [&](const std::vector<RegionPolygon>& polygons) {
    double px2 = 0;
    for (const RegionPolygon& polygon : polygons) px2 += areaPx2(polygon);
    return px2 * pixel_mm * pixel_mm;
  };
  return {annotation, area(annotation.regions.include), area(annotation.regions.exclude), 0};
}

}  // namespace

std::vector<std::string> refusalsOf(const SlideDescription& description, const PassOne& pass_one,
                                    PixelSize pixel_size) {
  std::vector<std::string> reasons = pass_one.kind.refusals;
  if (description.greyscale && reasons.empty()) reasons.push_back("not_ihc: the file is greyscale");
  if (pixel_size.umPerPx() > kCoarsestAssessableUm) {
    reasons.push_back("too_coarse: " + std::to_string(pixel_size.umPerPx()).substr(0, 5) +
                      " um per pixel, membranes need 0.6 or finer");
  }
  const auto& classes = pass_one.statistics.tissue.classes.pixels();
  if (reasons.empty() && std::count(classes.begin(), classes.end(), TissueClass::kTissue) == 0) {
    reasons.push_back("no_tissue: nothing on the slide is darker than its glass");
  }
  return reasons;
}

SlideResult analyseSlide(SlideSource& source, const SlideIdentity& identity, const PixelSizeSource& pixel_size,
                         const Configuration& configuration, const RuleSet& rules, const AnalysisResources& resources,
                         const FrozenStatistics* frozen, const SlideAnnotation* annotation) {
  validate(configuration);
  Stopwatch total;
  Stopwatch stage;
  SlideResult result;
  result.identity = identity;
  result.description = source.description();
  result.pixel_size = pixel_size;
  result.rule_set_name = rules.name;
  result.rule_set_version = rules.version;
  result.cell_class = configuration.cell_class;
  if (annotation != nullptr) result.annotation = effectOf(*annotation, pixel_size.pixel_size);
  result.tumour_selection =
      selectionName(configuration.tumour.selection, annotation != nullptr && !annotation->regions.include.empty());
  const auto begin = [&](std::string_view name) {
    if (resources.on_stage) resources.on_stage(name);
  };

  begin("pass 1");
  PassOne pass_one = passOne(source, pixel_size.pixel_size,
                             {configuration.background, configuration.tissue, configuration.artefact,
                              configuration.slide_kind, configuration.stain},
                             frozen, resources.threads);
  result.statistics = pass_one.statistics;
  result.thumbnail = std::move(pass_one.picture);
  result.reasons = refusalsOf(result.description, pass_one, pixel_size.pixel_size);
  result.seconds["pass_one"] = stage.lap();

  begin("pass 2");
  // A picture of something else has no cells to be measured: their numbers would only mislead.
  if (pass_one.kind.refusals.empty()) measureCells(source, configuration, resources, result);
  applyRegions(configuration, rules, result);
  result.seconds["pass_two"] = stage.lap();
  begin("scoring");
  scoreCells(configuration, rules, result);
  if (configuration.tumour.selection == TumourSelection::kAutomatic)
    result.quality.warnings.push_back("in_situ_not_excluded");
  result.seconds["scoring"] = stage.lap();
  result.seconds["total"] = total.lap();
  return result;
}

}  // namespace herald
