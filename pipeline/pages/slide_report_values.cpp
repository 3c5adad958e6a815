#include "pipeline/pages/slide_report_values.h"

#include <fmt/format.h>

#include <array>
#include <optional>

#include "pipeline/drawing/number_text.h"
#include "pipeline/drawing/score_parts.h"
#include "pipeline/pages/svg_plot.h"
#include "pipeline/results/words.h"

namespace herald {
using namespace std::string_view_literals;

namespace {

constexpr std::int64_t kFewCells = 500;

OrderedJson named(std::string_view name, std::string value) {
  return {{"name", name}, {"value", std::move(value)}};
}

OrderedJson inWords(const std::vector<std::string>& reasons) {
  OrderedJson words = OrderedJson::array();
  for (const std::string& reason : reasons) words.push_back(wordsOf(reason));
  return words;
}

// What a reader has to know before the score is believed; null for nothing.
OrderedJson cautionsValues(const SlideResult& result) {
  OrderedJson lines = OrderedJson::array();
  for (const std::string& flag : result.judged.score.flags)
    if (!flag.starts_with("borderline:")) lines.push_back(wordsOf(flag));
  for (const std::string& warning : result.judged.quality.warnings) lines.push_back(wordsOf(warning));
  const std::string& stains = result.measured.statistics.stain_source;
  if (stains.find("default") != std::string::npos && stains != "default (configured)")
    lines.push_back("not all stain vectors are this slide's own: " + stains);
  if (result.judged.score.counted_cells < kFewCells)
    lines.push_back("only " + groupedText(result.judged.score.counted_cells) + " cells count");
  if (lines.empty()) return nullptr;
  return {{"lines", std::move(lines)}};
}

OrderedJson borderlineValues(const SlideScore& score) {
  if (!score.borderline) return nullptr;
  std::string cuts;
  for (const ClauseAudit& clause : score.audit)
    if (clause.borderline) cuts += (cuts.empty() ? "" : ", ") + clause.id;
  return {{"cuts", cuts}, {"points", score.deciding_points ? decimalText(*score.deciding_points, 1) : ""}};
}

OrderedJson scoredValues(const SlideScore& score) {
  if (!score.score) return nullptr;
  return {{"class", static_cast<int>(*score.score)}, {"score", her2ScoreName(*score.score)},
          {"why", firedClauseText(score)},           {"reflex", !score.ish.empty()},
          {"borderline", borderlineValues(score)},   {"derived", wordsOf(score.derived)}};
}

// "> 1 with 10 neighbouring cells, <= 10" with the signs of print.
std::string inPrint(std::string comparison) {
  const auto replace = [&](std::string_view ascii, std::string_view sign) {
    if (const auto found = comparison.find(ascii); found != std::string::npos)
      comparison.replace(found, ascii.size(), sign);
  };
  replace("<=", "≤");
  replace(">=", "≥");
  return comparison;
}

// What a clause sums; null for "otherwise".
OrderedJson sumValues(const ClauseAudit& clause) {
  if (clause.comparison == "otherwise") return nullptr;
  return {{"count", groupedText(clause.count)},
          {"percent", decimalText(clause.percent.value, 1)},
          {"interval", intervalText(clause.percent_bootstrap)},
          {"margin", signedText(clause.margin_points, 1)}};
}

std::string controlText(const ControlResult& control) {
  const SlideScore& measured = control.measured;
  return (measured.score ? std::string(her2ScoreName(*measured.score)) : wordsOf("indeterminate")) + " by " +
         groupedText(measured.counted_cells) + " cells";
}

std::string vectorText(const Eigen::Vector3d& of) {
  return decimalText(of.x(), 3) + " " + decimalText(of.y(), 3) + " " + decimalText(of.z(), 3);
}

}  // namespace

OrderedJson answerValues(const SlideResult& result) {
  return {{"scored", scoredValues(result.judged.score)},
          {"reasons", inWords(result.reasons)},
          {"cautions", cautionsValues(result)}};
}

OrderedJson percentagesValues(const SlideScore& score) {
  if (score.counted_cells == 0) return nullptr;
  std::vector<IntervalMark> marks;
  const auto add = [&](std::string_view name, const Estimate& wilson, const std::optional<Interval>& wider) {
    marks.push_back({std::string(name), percentText(wilson), wilson.value, Interval{wilson.low, wilson.high}, wider,
                     "blue", false});
  };
  for (std::size_t i = kCellClassNames.size(); i-- > 0;)
    add(kCellClassNames[i], score.percent[i],
        Interval{score.percent_bootstrap[i].low, score.percent_bootstrap[i].high});
  add("complete membrane", score.percent_complete, std::nullopt);
  if (score.masked_cells > 0) add("masked: cannot be judged", score.percent_masked, std::nullopt);
  return {{"plot", intervalPlot(marks, {"cells, %", 0, 100})},
          {"cells", groupedText(score.counted_cells)},
          {"numbers", numbersText(score)}};
}

OrderedJson clausesValues(const SlideScore& score) {
  OrderedJson clauses = OrderedJson::array();
  for (const ClauseAudit& clause : score.audit)
    clauses.push_back({{"id", clause.id},
                       {"fired", clause.fired},
                       {"borderline", clause.borderline && !clause.fired},
                       {"score", her2ScoreName(clause.score)},
                       {"comparison", inPrint(clause.comparison)},
                       {"largest_group", clause.largest_group ? groupedText(*clause.largest_group) : ""},
                       {"sum", sumValues(clause)},
                       {"wording", clause.wording}});
  return clauses;
}

OrderedJson areasValues(const SlideResult& result) {
  OrderedJson areas = OrderedJson::array();
  const auto add = [&](std::string_view name, double mm2) {
    if (mm2 > 0) areas.push_back(named(name, decimalText(mm2, 3)));
  };
  constexpr std::array kNames = {"glass"sv,
                                 "tissue that can be assessed"sv,
                                 "pen"sv,
                                 "debris"sv,
                                 "out of focus"sv,
                                 "folds"sv,
                                 "coverslip edge"sv,
                                 "red cells"sv,
                                 "dust"sv};
  static_assert(kNames.size() == kTissueClasses);
  for (std::size_t i = 1; i < kNames.size(); ++i)
    add(kNames[i], result.judged.quality.area_mm2[i]);  // glass: no tissue
  if (result.judged.annotated) add("of the tissue, in the regions to be scored", result.judged.annotated->tissue_mm2);
  return areas;
}

OrderedJson cellsValues(const SlideResult& result) {
  const auto count = cellsByExclusion(result.measured.cells);
  OrderedJson cells = OrderedJson::array({named("count", groupedText(count[0]))});
  for (std::size_t i = 1; i < count.size(); ++i)
    if (count[i] > 0) cells.push_back(named("left out: " + wordsOf(kExclusionNames[i]), groupedText(count[i])));
  return cells;
}

std::string noiseText(const BlankTissue& blank) {
  if (!blank.stained_percent) return "unknown: " + groupedText(blank.cells) + " cells that are surely no tumour";
  return percentText(*blank.stained_percent) + " (" + intervalText(*blank.stained_percent) + ") of " +
         groupedText(blank.cells) + " cells that are surely no tumour are called stained";
}

std::string gradientText(const std::optional<double>& h_score) {
  return h_score ? decimalText(*h_score, 0) + " points of the H-score" : "unknown";
}

OrderedJson qualityValues(const SlideResult& result) {
  const auto& stains = result.measured.statistics.stains;
  const auto& light = result.measured.statistics.background.rgb;
  OrderedJson rows = {
      named("haematoxylin vector (R G B)", vectorText(stains.hematoxylin())),
      named("DAB vector (R G B)", vectorText(stains.dab())),
      named("stain vectors from", result.measured.statistics.stain_source),
      named("background light (R G B)", fmt::format("{:.0f} {:.0f} {:.0f}", light[0], light[1], light[2])),
      named("background from", result.measured.statistics.background.source),
      named("sharpness, median of cells", decimalText(result.judged.quality.focus, 3)),
      named("counterstain, optical density", decimalText(result.judged.quality.counterstain_od, 3)),
      named("masked cells: cannot be judged", decimalText(100 * result.judged.quality.masked_share, 1) + " %"),
      named("noise floor", noiseText(result.judged.quality.blank)),
      named("staining gradient across the tissue", gradientText(result.judged.quality.gradient_h_score))};
  for (const ControlResult& control : result.judged.controls)
    rows.push_back(named(control.name(), controlText(control)));
  return rows;
}

OrderedJson provenanceValues(const SlideResult& result, const Provenance& provenance) {
  OrderedJson rows = {named("program", "herald " + provenance.herald),
                      named("rule set", result.judged.ruleSetName() + ", version " + result.judged.ruleSetVersion()),
                      named("configuration hash", provenance.config_hash),
                      named("slide content hash", result.measured.description.quick_hash)};
  if (result.measured.pixel_size)
    rows.push_back(named("pixel size", fmt::format("{:.4f} µm ({})", result.measured.pixel_size->pixel_size.umPerPx(),
                                                   result.measured.pixel_size->source)));
  if (!result.measured.description.levels.empty())
    rows.push_back(named("size", fmt::format("{} x {} px", result.measured.description.levels.front().width,
                                             result.measured.description.levels.front().height)));
  for (const auto& [library, version] : provenance.libraries) rows.push_back(named(library, version));
  return rows;
}

OrderedJson linesOf(std::string_view text) {
  OrderedJson lines = OrderedJson::array();
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(text.size(), end + 1));
  }
  return lines;
}

}  // namespace herald
