#include "pipeline/result_json.h"

#include <array>

#include "pipeline/atomic_file.h"
#include "pipeline/json_text.h"

namespace herald {
namespace {

constexpr int kPercentDecimals = 3;
constexpr int kOdDecimals = 6;
constexpr int kAreaDecimals = 6;

OrderedJson estimate(const Estimate& of) {
  return {{"value", rounded(of.value, kPercentDecimals)},
          {"low", rounded(of.low, kPercentDecimals)},
          {"high", rounded(of.high, kPercentDecimals)}};
}

// In full, so that readFrozenStatistics gets what was used.
OrderedJson vectorOf(const Eigen::Vector3d& vector) {
  return {exact(vector.x()), exact(vector.y()), exact(vector.z())};
}

OrderedJson slide(const SlideResult& result) {
  const SlideDescription& about = result.description;
  OrderedJson json = {
      {"path", result.identity.slide}, {"stem", result.identity.stem}, {"folder", result.identity.folder}};
  json["case_id"] = textOrNull(result.identity.case_id);
  json["vendor"] = textOrNull(about.vendor);
  json["reader"] = textOrNull(about.reader);
  json["width"] = about.levels.empty() ? OrderedJson(nullptr) : OrderedJson(about.levels.front().width);
  json["height"] = about.levels.empty() ? OrderedJson(nullptr) : OrderedJson(about.levels.front().height);
  json["mpp"] = result.pixel_size ? rounded(result.pixel_size->pixel_size.umPerPx(), 8) : OrderedJson(nullptr);
  json["mpp_source"] = result.pixel_size ? OrderedJson(result.pixel_size->source) : OrderedJson(nullptr);
  json["quick_hash"] = textOrNull(about.quick_hash);
  json["notes"] = about.notes;
  return json;
}

OrderedJson percentByClass(const std::array<Estimate, 4>& percent) {
  OrderedJson json = OrderedJson::object();
  for (std::size_t i = 0; i < percent.size(); ++i) json[std::string(kCellClassNames[i])] = estimate(percent[i]);
  return json;
}

OrderedJson table(const SlideScore& score) {
  const auto count = [&](StainingPattern pattern) { return score.table[static_cast<std::size_t>(pattern)]; };
  using enum StainingPattern;
  return {{"none", count(kNone)},
          {"incomplete", {{"weak", count(kIw)}, {"moderate", count(kIm)}, {"strong", count(kIs)}}},
          {"complete", {{"weak", count(kCw)}, {"moderate", count(kCm)}, {"strong", count(kCs)}}}};
}

OrderedJson audit(const SlideScore& score) {
  OrderedJson json = OrderedJson::array();
  for (const ClauseAudit& clause : score.audit)
    json.push_back({{"id", clause.id},
                    {"wording", clause.wording},
                    {"score", her2ScoreName(clause.score)},
                    {"count", clause.count},
                    {"percent", estimate(clause.percent)},
                    {"percent_bootstrap", estimate(clause.percent_bootstrap)},
                    {"comparison", clause.comparison},
                    {"largest_group", clause.largest_group ? OrderedJson(*clause.largest_group) : OrderedJson(nullptr)},
                    {"fired", clause.fired},
                    {"margin_points", rounded(clause.margin_points, kPercentDecimals)},
                    {"borderline", clause.borderline}});
  return json;
}

OrderedJson cells(const SlideResult& result) {
  std::array<std::int64_t, kExclusionNames.size()> count{};
  for (const CellSummary& cell : result.cells.summaries()) ++count.at(static_cast<std::size_t>(cell.excluded));
  OrderedJson excluded = OrderedJson::object();
  for (std::size_t i = 1; i < count.size(); ++i)
    if (count[i] > 0) excluded[std::string(kExclusionNames[i])] = count[i];
  return {{"detected", result.cells.size()}, {"tumour", count[0]}, {"excluded", std::move(excluded)}};
}

OrderedJson stain(const SlideStatistics& statistics) {
  const auto& light = statistics.background.rgb;
  return {{"background", {exact(light[0]), exact(light[1]), exact(light[2])}},
          {"background_source", statistics.background.source},
          {"haematoxylin", vectorOf(statistics.stains.hematoxylin())},
          {"dab", vectorOf(statistics.stains.dab())},
          {"source", statistics.stain_source}};
}

OrderedJson quality(const SlideQuality& of) {
  return {{"focus", rounded(of.focus, kOdDecimals)},
          {"counterstain_od", rounded(of.counterstain_od, kOdDecimals)},
          {"tissue_mm2", rounded(of.tissue_mm2, kAreaDecimals)},
          {"pen_mm2", rounded(of.pen_mm2, kAreaDecimals)},
          {"debris_mm2", rounded(of.debris_mm2, kAreaDecimals)},
          {"out_of_focus_mm2", rounded(of.out_of_focus_mm2, kAreaDecimals)},
          {"fold_mm2", rounded(of.fold_mm2, kAreaDecimals)},
          {"coverslip_edge_mm2", rounded(of.coverslip_edge_mm2, kAreaDecimals)},
          {"red_cells_mm2", rounded(of.red_cells_mm2, kAreaDecimals)},
          {"dust_mm2", rounded(of.dust_mm2, kAreaDecimals)},
          {"masked_share", rounded(of.masked_share, kOdDecimals)},
          {"warnings", of.warnings}};
}

OrderedJson statistics(const SlideStatistics& of) {
  const TissueMask& mask = of.tissue;
  return {{"glass_od", exact(of.glass_od)},
          {"fold_od", exact(of.fold_od)},
          {"grid_origin", {of.grid_origin.x, of.grid_origin.y}},
          {"tissue_mask",
           {{"width", mask.classes.width()},
            {"height", mask.classes.height()},
            {"downsample_px", rounded(mask.downsample_px, kOdDecimals)},
            {"origin", {rounded(mask.origin_in_level0.x, 3), rounded(mask.origin_in_level0.y, 3)}}}}};
}

OrderedJson cellClass(const CellClassOptions& cuts) {
  return {{"stained_od", cuts.stained_od},
          {"cytoplasm_coefficient", cuts.cytoplasm_coefficient},
          {"moderate_od", cuts.moderate_od},
          {"strong_od", cuts.strong_od},
          {"complete_fraction", cuts.complete_fraction},
          {"none_fraction", cuts.none_fraction}};
}

OrderedJson annotation(const AnnotationEffect& effect) {
  const SlideAnnotation& of = effect.annotation;
  return {{"file", of.file},
          {"format", of.format},
          {"hash", of.hash},
          {"objects",
           {{"include", of.include}, {"exclude", of.exclude}, {"control", of.controls}, {"ignored", of.ignored}}},
          {"include_mm2", rounded(effect.include_mm2, kAreaDecimals)},
          {"exclude_mm2", rounded(effect.exclude_mm2, kAreaDecimals)},
          {"tissue_mm2", rounded(effect.tissue_mm2, kAreaDecimals)}};
}

OrderedJson controls(const std::vector<ControlResult>& all) {
  OrderedJson json = OrderedJson::array();
  for (const ControlResult& control : all) {
    const SlideScore& measured = control.measured;
    const auto passed = control.passed();
    json.push_back({{"name", control.name()},
                    {"object", control.object},
                    {"expected", her2ScoreName(control.expected)},
                    {"cells", measured.counted_cells},
                    {"percent", measured.counted_cells > 0 ? percentByClass(measured.percent) : OrderedJson(nullptr)},
                    {"score", measured.score ? OrderedJson(her2ScoreName(*measured.score)) : OrderedJson(nullptr)},
                    {"passed", passed ? OrderedJson(*passed) : OrderedJson(nullptr)}});
  }
  return json;
}

// The answer, in the order a reader wants it.
void addAnswer(OrderedJson& json, const SlideResult& result) {
  const SlideScore& score = result.score;
  const bool scored = result.status == SlideStatus::kScored && score.score.has_value();
  json["status"] = slideStatusName(result.status);
  json["score"] = scored ? OrderedJson(her2ScoreName(*score.score)) : OrderedJson(nullptr);
  json["ish"] = scored ? textOrNull(score.ish) : OrderedJson(nullptr);
  json["derived"] = scored ? textOrNull(score.derived) : OrderedJson(nullptr);
  json["borderline"] = scored ? OrderedJson(score.borderline) : OrderedJson(nullptr);
  json["reasons"] = reasonsOf(result);
  json["flags"] = score.flags;
  json["rule_set"] = {{"name", textOrNull(result.rule_set_name)},
                      {"version", textOrNull(result.rule_set_version)},
                      {"clause", scored ? textOrNull(score.clause) : OrderedJson(nullptr)}};
}

// What was measured: null where it could not be.
void addEvidence(OrderedJson& json, const SlideResult& result) {
  for (const char* key : {"percent", "percent_bootstrap", "percent_complete", "table", "h_score", "cells"})
    json[key] = nullptr;
  json["tumour_selection"] = textOrNull(result.tumour_selection);
  json["annotation"] = result.annotation ? annotation(*result.annotation) : OrderedJson(nullptr);
  json["controls"] = controls(result.controls);
  json["cell_class"] = result.cell_class ? cellClass(*result.cell_class) : OrderedJson(nullptr);
  for (const char* key : {"stain", "quality", "statistics"}) json[key] = nullptr;
  json["audit"] = audit(result.score);
  if (result.status == SlideStatus::kFailed || result.status == SlideStatus::kSkipped) return;
  if (result.score.counted_cells > 0) {  // shares of no cells are unknown, not 0
    json["percent"] = percentByClass(result.score.percent);
    json["percent_bootstrap"] = percentByClass(result.score.percent_bootstrap);
    json["percent_complete"] = estimate(result.score.percent_complete);
    json["h_score"] = estimate(result.score.h_score);
  }
  json["table"] = table(result.score);
  json["cells"] = cells(result);
  json["stain"] = stain(result.statistics);
  json["quality"] = quality(result.quality);
  json["statistics"] = statistics(result.statistics);
}

}  // namespace

std::string resultJson(const SlideResult& result, const Provenance& provenance) {
  OrderedJson json = {{"schema", kResultSchemaName}, {"slide", slide(result)}};
  addAnswer(json, result);
  addEvidence(json, result);
  json["provenance"] = provenanceJson(provenance);
  OrderedJson seconds = OrderedJson::object();
  for (const auto& [stage, duration] : result.seconds) seconds[stage] = rounded(duration, 3);
  json["seconds"] = std::move(seconds);
  return documentText(json);
}

void writeResultJson(const SlideResult& result, const Provenance& provenance, const std::filesystem::path& path) {
  writeFileAtomically(path, resultJson(result, provenance));
}

}  // namespace herald
