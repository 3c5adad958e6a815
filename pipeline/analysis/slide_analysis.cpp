#include "pipeline/analysis/slide_analysis.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "pipeline/analysis/analysis_options.h"
#include "pipeline/analysis/memory_plan.h"
#include "pipeline/analysis/pass_one.h"
#include "pipeline/analysis/pass_two.h"
#include "pipeline/analysis/slide_judgement.h"
#include "pipeline/slides/unread_pictures.h"

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

double slideMm2(const SlideDescription& description, PixelSize pixel_size) {
  const SlideLevel& level0 = description.levels.front();
  const double pixel_mm = pixel_size.umPerPx() / 1000;
  return static_cast<double>(level0.width) * static_cast<double>(level0.height) * pixel_mm * pixel_mm;
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

void measureCells(SlideSource& source, const Configuration& configuration, const AnalysisResources& resources,
                  SlideResult& result) {
  const PixelSize pixel_size = result.measured.pixel_size->pixel_size;
  PassTwoOptions options;
  options.segmentation = segmentationOptionsOf(configuration);
  options.threads = resources.threads;
  const MemoryPlan plan =
      planMemory(resources.memory_bytes, resources.threads, slideMm2(result.measured.description, pixel_size),
                 pixel_size, options.segmentation);
  options.tokens = plan.tokens;
  options.tile_px = resources.tile_px.value_or(plan.tile_px);
  result.measured.cells = SlideCells(resources.spill_folder, configuration.cell_class, configuration.quality);
  passTwo(source, result.measured.statistics, pixel_size, options, result.measured.cells, resources.on_progress);
  // The edge of the tissue is that of pass 1: a blurred block is no border.
  measureEdgeDistances(result.measured.statistics.tissue, pixel_size, result.measured.cells.summaries());
}

// Of several sections in one file only one is read: a score of it would be taken for all.
std::optional<std::string> unreadSections(const SlideDescription& description) {
  std::vector<UnreadPicture> sections;
  for (const UnreadPicture& picture : description.unread)
    if (picture.other_section) sections.push_back(picture);
  if (sections.empty()) return std::nullopt;
  return "not_all_read: " + unreadText(sections) + " can show another section: save each as a file of its own";
}

}  // namespace

std::vector<std::string> refusalsOf(const SlideDescription& description, const PassOne& pass_one,
                                    PixelSize pixel_size) {
  std::vector<std::string> reasons = pass_one.kind.refusals;
  if (description.greyscale && reasons.empty()) reasons.emplace_back("not_ihc: the file is greyscale");
  if (pixel_size.umPerPx() > kCoarsestAssessableUm) {
    reasons.push_back("too_coarse: " + std::to_string(pixel_size.umPerPx()).substr(0, 5) +
                      " um per pixel, membranes need 0.6 or finer");
  }
  const auto& classes = pass_one.statistics.tissue.classes.pixels();
  if (reasons.empty() && std::count(classes.begin(), classes.end(), TissueClass::kTissue) == 0) {
    reasons.emplace_back("no_tissue: nothing on the slide is darker than its glass");
  }
  if (auto unread = unreadSections(description)) reasons.push_back(std::move(*unread));
  return reasons;
}

SlideResult analyseSlide(SlideSource& source, const SlideIdentity& identity, const PixelSizeSource& pixel_size,
                         const std::shared_ptr<const EffectiveConfiguration>& effective, const RuleSet& rules,
                         const AnalysisResources& resources, const FrozenStatistics* frozen,
                         const SlideAnnotation* annotation) {
  const Configuration& configuration = effective->options;
  validate(configuration);
  Stopwatch total;
  Stopwatch stage;
  SlideResult result;
  result.identity = identity;
  result.measured.description = source.description();
  result.measured.pixel_size = pixel_size;
  if (annotation != nullptr) result.measured.annotation = *annotation;
  const auto begin = [&](std::string_view name) {
    if (resources.on_stage) resources.on_stage(name);
  };

  begin("pass 1");
  PassOne pass_one = passOne(source, pixel_size.pixel_size, passOneOptionsOf(configuration), frozen, resources.threads);
  result.measured.statistics = pass_one.statistics;
  result.measured.thumbnail = std::move(pass_one.picture);
  result.measured.refusals = refusalsOf(result.measured.description, pass_one, pixel_size.pixel_size);
  result.seconds["pass_one"] = stage.lap();

  begin("pass 2");
  // A picture of something else has no cells to be measured: their numbers would only mislead.
  if (pass_one.kind.refusals.empty()) measureCells(source, configuration, resources, result);
  result.seconds["pass_two"] = stage.lap();
  begin("scoring");
  judgeSlide(effective, rules, result);
  result.seconds["scoring"] = stage.lap();
  begin("evidence");
  result.evidence = gatherEvidence(result.measured.cells, *result.judged.request, result.judged.score);
  takePictures(source, pixel_size.pixel_size.umPerPx(), resources.threads, result.evidence);
  result.seconds["evidence"] = stage.lap();
  result.seconds["total"] = total.lap();
  return result;
}

}  // namespace herald
