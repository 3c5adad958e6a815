#include "scoring/slide_quality.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <stdexcept>

#include "stain/median.h"

namespace herald {
namespace {

constexpr std::int64_t kFewestEdgeCells = 20;

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

// A complete membrane is seen over any cytoplasm when it has this many times its DAB. Granules that pass for membrane
// have 2.4 times, core 3's membranes 5.0 (medians).
constexpr double kClearMembranePerCytoplasm = 3.0;

bool isComplete(StainingPattern pattern) {
  return pattern == StainingPattern::kCw || pattern == StainingPattern::kCm || pattern == StainingPattern::kCs;
}

void judgeCytoplasm(std::span<const CellSummary> cells, std::span<const CellCall> calls,
                    const SlideQualityOptions& options, SlideAssessment& assessment) {
  std::int64_t counted = 0;
  std::int64_t masked = 0;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (!cells[i].counted()) continue;
    ++counted;
    masked += calls[i].masked ? 1 : 0;
  }
  if (counted == 0) return;
  assessment.masked_share = static_cast<double>(masked) / static_cast<double>(counted);
  if (assessment.masked_share <= options.largest_masked_share) return;
  assessment.reasons.push_back("cytoplasmic_artefact: in " + percentText(assessment.masked_share) +
                               " of the tumour cells DAB in the cytoplasm hides the membrane");
}

void judgeEdge(std::span<const CellSummary> cells, std::span<const CellCall> calls, const SlideQualityOptions& options,
               SlideAssessment& assessment) {
  struct Zone {
    std::int64_t cells = 0;
    std::int64_t stained = 0;
    [[nodiscard]] double percent() const {
      return 100 * static_cast<double>(stained) / static_cast<double>(std::max<std::int64_t>(1, cells));
    }
  };
  Zone edge;
  Zone inside;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (!cells[i].counted()) continue;
    Zone& zone = static_cast<double>(cells[i].edge_distance_um) < options.edge_um ? edge : inside;
    ++zone.cells;
    zone.stained += classOfPattern(calls[i].pattern) >= CellClass::k2Plus ? 1 : 0;
  }
  if (std::min(edge.cells, inside.cells) < kFewestEdgeCells) return;
  if (edge.percent() - inside.percent() < options.edge_warning_points) return;
  assessment.warnings.push_back("edge_artefact: " + percentText(edge.percent() / 100) +
                                " of the cells at the tissue's edge are stained 2+ or 3+, " +
                                percentText(inside.percent() / 100) + " inside");
}

CellCall callOf(StainingPattern pattern, double dab_od, float cytoplasm_dab_od, const SlideQualityOptions& options) {
  const auto cytoplasm_od = static_cast<double>(cytoplasm_dab_od);
  const bool dark = cytoplasm_od >= options.masking_cytoplasm_od;
  const bool clear = isComplete(pattern) && dab_od >= kClearMembranePerCytoplasm * cytoplasm_od;
  return {pattern, dark && !clear};
}

}  // namespace

void validate(const SlideQualityOptions& options) {
  requireInRanges(options);
}

CellCall callOf(const CellRecord& cell, const CellStaining& staining, const SlideQualityOptions& options) {
  return callOf(staining.pattern, staining.dab_od, cell.cytoplasm_dab_od, options);
}

CellCall callOf(const StainedMembrane& stained, float cytoplasm_dab_od, const CellClassOptions& cuts,
                const SlideQualityOptions& options) {
  return callOf(patternOf(stained, cuts), stained.meanExcessOdUm(), cytoplasm_dab_od, options);
}

SlideAssessment assessSlide(std::span<const CellSummary> cells, std::span<const CellCall> calls,
                            const TissueAreas& areas, double hematoxylin_scale_od, const SlideQualityOptions& options) {
  validate(options);
  if (cells.size() != calls.size()) throw std::invalid_argument("cells and calls differ in number");
  SlideAssessment assessment;
  judgeAreas(areas, options, assessment.reasons);
  assessment.counterstain_od = counterstainOf(cells);
  judgeCounterstain(cells, areas, hematoxylin_scale_od, options, assessment.reasons);
  judgeCytoplasm(cells, calls, options, assessment);
  judgeEdge(cells, calls, options, assessment);
  return assessment;
}

}  // namespace herald
