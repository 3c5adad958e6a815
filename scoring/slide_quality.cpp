#include "scoring/slide_quality.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <stdexcept>

#include "scoring/staining_gradient.h"
#include "stain/median.h"

namespace herald {
namespace {

constexpr std::int64_t kFewestEdgeCells = 20;
constexpr std::int64_t kFewestStainedCells = 50;

std::string percentText(double share) {
  return std::to_string(std::lround(100 * share)) + " %";
}

// With three decimals.
std::string numberText(double value) {
  const long thousandths = std::lround(value * 1000);
  const std::string digits = std::to_string(1000 + thousandths % 1000);
  return std::to_string(thousandths / 1000) + "." + digits.substr(1);
}

void judgeAreas(const TissueAreas& areas, const SlideQualityOptions& options, std::vector<std::string>& reasons) {
  const double all_mm2 = areas.tissue_mm2 + areas.out_of_focus_mm2 + areas.hidden_mm2;
  if (!(all_mm2 > 0)) return;
  const double blurred = areas.out_of_focus_mm2 / all_mm2;
  const double assessable = areas.tissue_mm2 / all_mm2;
  if (blurred > options.largest_out_of_focus_share) {
    reasons.push_back("out_of_focus: " + percentText(blurred) + " of the tissue, at most " +
                      percentText(options.largest_out_of_focus_share) + " may be");
  } else if (assessable < options.minimum_assessable_share) {
    reasons.push_back("too_little_tissue: artefacts leave " + percentText(assessable) + " of the tissue, " +
                      percentText(options.minimum_assessable_share) + " needed");
  } else if (areas.tissue_mm2 < options.minimum_tissue_mm2) {
    reasons.push_back("too_little_tissue: " + numberText(areas.tissue_mm2) + " mm2 can be assessed, " +
                      numberText(options.minimum_tissue_mm2) + " needed");
  }
}

double counterstainOf(std::span<const CellSummary> cells) {
  std::vector<float> densities;
  for (const CellSummary& cell : cells)
    if (cell.counted() || cell.excluded == Exclusion::kNotTumour) densities.push_back(cell.nucleus_hematoxylin_od);
  return densities.empty() ? 0 : static_cast<double>(upperMedian(densities));
}

void judgeCounterstain(std::span<const CellSummary> cells, const TissueAreas& areas, double hematoxylin_scale_od,
                       const SlideQualityOptions& options, std::vector<std::string>& reasons) {
  if (hematoxylin_scale_od > 0 && hematoxylin_scale_od < options.minimum_counterstain_scale_od) {
    reasons.push_back("no_counterstain: the haematoxylin scale is " + numberText(hematoxylin_scale_od) + ", " +
                      numberText(options.minimum_counterstain_scale_od) + " needed");
  } else if (cells.empty() && areas.tissue_mm2 >= options.minimum_tissue_mm2) {
    reasons.push_back("no_counterstain: no nucleus in " + numberText(areas.tissue_mm2) + " mm2 of tissue");
  }
}

double maskedShareOf(std::span<const CellSummary> cells, std::span<const CellCall> calls) {
  std::int64_t counted = 0;
  std::int64_t masked = 0;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (!cells[i].counted()) continue;
    ++counted;
    masked += calls[i].masked() ? 1 : 0;
  }
  return counted == 0 ? 0 : static_cast<double>(masked) / static_cast<double>(counted);
}

// Granules of the cytoplasm are stained here and there along an outline, membranes for stretches.
void judgeGranules(std::span<const CellSummary> cells, std::span<const CellCall> calls,
                   const SlideQualityOptions& options, SlideAssessment& assessment) {
  std::int64_t stained = 0;
  std::int64_t arcs = 0;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (!cells[i].counted() || calls[i].pattern == StainingPattern::kNone) continue;
    ++stained;
    arcs += calls[i].arcs;
  }
  if (stained < kFewestStainedCells) return;
  const double mean = static_cast<double>(arcs) / static_cast<double>(stained);
  if (mean <= options.largest_mean_arcs) return;
  assessment.reasons.push_back("granular_staining: stained cells have " + numberText(mean) +
                               " stained stretches on average, at most " + numberText(options.largest_mean_arcs) +
                               " are membranes");
}

void judgeEdge(std::span<const CellSummary> cells, std::span<const CellCall> calls, const SlideQualityOptions& options,
               SlideAssessment& assessment) {
  struct Zone {
    std::int64_t cells = 0;
    std::int64_t strong = 0;
    [[nodiscard]] Estimate percent() const { return wilsonPercent(strong, cells); }
  };
  Zone edge;
  Zone inside;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (!cells[i].counted()) continue;
    Zone& zone = static_cast<double>(cells[i].edge_distance_um) < options.edge_um ? edge : inside;
    ++zone.cells;
    zone.strong += calls[i].pattern == StainingPattern::kIs || calls[i].pattern == StainingPattern::kCs ? 1 : 0;
  }
  if (std::min(edge.cells, inside.cells) < kFewestEdgeCells) return;
  const Estimate at_edge = edge.percent();
  const Estimate within = inside.percent();
  if (at_edge.value - within.value < options.edge_warning_points || at_edge.low <= within.high) return;
  assessment.warnings.push_back("edge_artefact: " + percentText(at_edge.value / 100) +
                                " of the cells at the tissue's edge are strongly stained, " +
                                percentText(within.value / 100) + " inside");
}

}  // namespace

void validate(const SlideQualityOptions& options) {
  requireInRanges(options);
}

CellCall callOf(const StainedMembrane& stained, float side_dab_od, const CellClassOptions& cuts,
                const SlideQualityOptions& options) {
  const StainingPattern pattern = patternOf(stained, cuts);
  const auto arcs = static_cast<std::uint8_t>(stained.arcs);
  const double hidden_od_um = options.clear_line_um * static_cast<double>(side_dab_od);
  if (hidden_od_um < cuts.moderate_od_um || stained.meanExcessOdUm() >= hidden_od_um)
    return {pattern, StainingPattern::kNone, arcs};
  return {pattern, hidden_od_um >= cuts.strong_od_um ? StainingPattern::kCs : StainingPattern::kCm, arcs};
}

SlideAssessment assessSlide(std::span<const CellSummary> cells, std::span<const CellCall> calls,
                            const TissueAreas& areas, double hematoxylin_scale_od, double um_per_px,
                            const SlideQualityOptions& options) {
  validate(options);
  if (cells.size() != calls.size()) throw std::invalid_argument("cells and calls differ in number");
  SlideAssessment assessment;
  judgeAreas(areas, options, assessment.reasons);
  assessment.counterstain_od = counterstainOf(cells);
  judgeCounterstain(cells, areas, hematoxylin_scale_od, options, assessment.reasons);
  assessment.masked_share = maskedShareOf(cells, calls);
  if (assessment.masked_share > options.largest_masked_share)
    assessment.reasons.push_back("membranes_masked: in " + percentText(assessment.masked_share) +
                                 " of the tumour cells DAB beside the membrane hides it, at most " +
                                 percentText(options.largest_masked_share) + " may be");
  judgeGranules(cells, calls, options, assessment);
  judgeEdge(cells, calls, options, assessment);
  assessment.blank = blankTissue(cells, calls, um_per_px);
  assessment.gradient_h_score = stainingGradient(cells, calls);
  return assessment;
}

}  // namespace herald
