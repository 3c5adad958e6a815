#include "pipeline/results/result_json.h"

#include <array>

#include "pipeline/configuration/options_json.h"
#include "pipeline/files/atomic_file.h"
#include "pipeline/files/json_text.h"
#include "pipeline/results/score_json.h"

namespace herald {
namespace {

constexpr int kOdDecimals = 6;
constexpr int kAreaDecimals = 6;

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
  json["reader"] = textOrNull(about.decoder);
  json["width"] = about.levels.empty() ? OrderedJson(nullptr) : OrderedJson(about.levels.front().width);
  json["height"] = about.levels.empty() ? OrderedJson(nullptr) : OrderedJson(about.levels.front().height);
  json["mpp"] = result.pixel_size ? rounded(result.pixel_size->pixel_size.umPerPx(), 8) : OrderedJson(nullptr);
  json["mpp_source"] = result.pixel_size ? OrderedJson(result.pixel_size->source) : OrderedJson(nullptr);
  json["quick_hash"] = textOrNull(about.quick_hash);
  json["notes"] = about.notes;
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

// What was measured: null where it could not be.
void addEvidence(OrderedJson& json, const SlideResult& result) {
  const bool measured = result.status == SlideStatus::kScored || result.status == SlideStatus::kIndeterminate;
  for (const char* key : {"percent", "percent_bootstrap", "percent_complete", "table", "h_score", "cells"})
    json[key] = nullptr;
  if (measured) addSharesJson(result.score, json);
  if (measured) json["cells"] = cells(result);
  json["tumour_selection"] = textOrNull(result.tumour_selection);
  json["annotation"] = result.annotation ? annotation(*result.annotation) : OrderedJson(nullptr);
  json["controls"] = controlsJson(result.controls);
  json["cell_class"] = result.cell_class ? optionsJson(*result.cell_class) : OrderedJson(nullptr);
  json["stain"] = measured ? stain(result.statistics) : OrderedJson(nullptr);
  json["quality"] = measured ? quality(result.quality) : OrderedJson(nullptr);
  json["statistics"] = measured ? statistics(result.statistics) : OrderedJson(nullptr);
  json["audit"] = auditJson(result.score);
}

}  // namespace

std::string resultJson(const SlideResult& result, const Provenance& provenance) {
  OrderedJson json = {{"schema", kResultSchemaName}, {"slide", slide(result)}};
  json["status"] = slideStatusName(result.status);
  addAnswerJson(result.score, result.reasons, {result.rule_set_name, result.rule_set_version}, json);
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
