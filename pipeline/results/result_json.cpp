#include "pipeline/results/result_json.h"

#include <array>
#include <fstream>
#include <stdexcept>

#include "pipeline/configuration/options_json.h"
#include "pipeline/files/atomic_file.h"
#include "pipeline/files/read_error.h"
#include "pipeline/files/whole_file.h"
#include "pipeline/results/score_json.h"

namespace herald {
namespace {

// In full, so that readFrozenStatistics gets what was used.
OrderedJson vectorOf(const Eigen::Vector3d& vector) {
  return {exact(vector.x()), exact(vector.y()), exact(vector.z())};
}

OrderedJson slide(const SlideResult& result) {
  const SlideDescription& about = result.measured.description;
  const auto& pixel_size = result.measured.pixel_size;
  OrderedJson json = {
      {"path", result.identity.slide}, {"stem", result.identity.stem}, {"folder", result.identity.folder}};
  json["case_id"] = textOrNull(result.identity.case_id);
  json["vendor"] = textOrNull(about.vendor);
  json["reader"] = textOrNull(about.decoder);
  json["width"] = about.levels.empty() ? OrderedJson(nullptr) : OrderedJson(about.levels.front().width);
  json["height"] = about.levels.empty() ? OrderedJson(nullptr) : OrderedJson(about.levels.front().height);
  json["mpp"] = pixel_size ? rounded(pixel_size->pixel_size.umPerPx(), 8) : OrderedJson(nullptr);
  json["mpp_source"] = pixel_size ? OrderedJson(pixel_size->source) : OrderedJson(nullptr);
  json["quick_hash"] = textOrNull(about.quick_hash);
  json["notes"] = about.notes;
  return json;
}

OrderedJson cells(const SlideCells& of) {
  const auto count = cellsByExclusion(of);
  OrderedJson excluded = OrderedJson::object();
  for (std::size_t i = 1; i < count.size(); ++i)
    if (count[i] > 0) excluded[std::string(kExclusionNames[i])] = count[i];
  return {{"detected", of.size()}, {"tumour", count[0]}, {"excluded", std::move(excluded)}};
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
  OrderedJson json = {{"focus", rounded(of.focus, kOdDecimals)},
                      {"counterstain_od", rounded(of.counterstain_od, kOdDecimals)}};
  for (std::size_t i = 1; i < of.area_mm2.size(); ++i)  // of glass nothing is told
    json[std::string(kTissueClassNames[i]) + "_mm2"] = rounded(of.area_mm2[i], kAreaDecimals);
  json["masked_share"] = rounded(of.masked_share, kOdDecimals);
  json["blank_cells"] = of.blank.cells;
  json["blank_stained_percent"] =
      of.blank.stained_percent ? estimateJson(*of.blank.stained_percent) : OrderedJson(nullptr);
  json["gradient_h_score"] =
      of.gradient_h_score ? OrderedJson(rounded(*of.gradient_h_score, kPercentDecimals)) : OrderedJson(nullptr);
  json["warnings"] = of.warnings;
  return json;
}

OrderedJson statistics(const SlideStatistics& of) {
  const TissueMask& mask = of.tissue;
  return {{"glass_od", exact(of.glass_od)},
          {"fold_od", exact(of.fold_od)},
          {"tissue_od", exact(of.tissue_od)},
          {"hematoxylin_scale_od", exact(of.hematoxylin_scale_od)},
          {"grid_origin", {of.grid_origin.x, of.grid_origin.y}},
          {"tissue_mask",
           {{"width", mask.classes.width()},
            {"height", mask.classes.height()},
            {"downsample_px", rounded(mask.downsample_px, kOdDecimals)},
            {"origin", {rounded(mask.origin_in_level0.x, 3), rounded(mask.origin_in_level0.y, 3)}}}}};
}

OrderedJson annotation(const SlideAnnotation& of, const AnnotatedAreas& areas) {
  return {{"file", of.file},
          {"format", of.format},
          {"hash", of.hash},
          {"objects",
           {{"include", of.include}, {"exclude", of.exclude}, {"control", of.controls}, {"ignored", of.ignored}}},
          {"include_mm2", rounded(areas.include_mm2, kAreaDecimals)},
          {"exclude_mm2", rounded(areas.exclude_mm2, kAreaDecimals)},
          {"tissue_mm2", rounded(areas.tissue_mm2, kAreaDecimals)}};
}

// What was measured: null where it could not be.
void addEvidence(OrderedJson& json, const SlideResult& result) {
  const SlideMeasurement& measured = result.measured;
  const SlideJudgement& judged = result.judged;
  const bool is_measured = isMeasured(result.status);
  for (const char* key : {"percent", "percent_bootstrap", "percent_complete", "percent_masked", "table"})
    json[key] = nullptr;
  for (const ScoreNumber& number : kScoreNumbers) json[std::string(number.key)] = nullptr;
  json["cells"] = nullptr;
  if (is_measured) addSharesJson(judged.score, json);
  if (is_measured) json["cells"] = cells(measured.cells);
  json["tumour_selection"] = textOrNull(judged.tumour_selection);
  json["annotation"] = measured.annotation
                           ? annotation(*measured.annotation, judged.annotated.value_or(AnnotatedAreas{}))
                           : OrderedJson(nullptr);
  json["controls"] = controlsJson(judged.controls);
  json["cell_class"] = judged.request ? optionsJson(judged.request->cell_class) : OrderedJson(nullptr);
  json["stain"] = is_measured ? stain(measured.statistics) : OrderedJson(nullptr);
  json["quality"] = is_measured ? quality(judged.quality) : OrderedJson(nullptr);
  json["statistics"] = is_measured ? statistics(measured.statistics) : OrderedJson(nullptr);
  json["audit"] = auditJson(judged.score);
}

}  // namespace

std::string resultJson(const SlideResult& result, const Provenance& provenance) {
  OrderedJson json = {{"schema", kResultSchemaName}, {"slide", slide(result)}};
  json["status"] = slideStatusName(result.status);
  const SlideJudgement& judged = result.judged;
  addAnswerJson(judged.score, result.reasons, {judged.ruleSetName(), judged.ruleSetVersion()}, json);
  addEvidence(json, result);
  json["provenance"] = provenanceJson(provenance);
  OrderedJson seconds = OrderedJson::object();
  for (const auto& [stage, duration] : result.seconds) seconds[stage] = rounded(duration, kSecondsDecimals);
  json["seconds"] = std::move(seconds);
  return documentText(json);
}

OrderedJson readResultJson(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw ReadError(path.string() + ": cannot open");
  try {
    OrderedJson document = boundedJson(wholeText(file, kLargestResultBytes));
    if (document.is_object() && document.contains("schema") && document["schema"] == kResultSchemaName) return document;
  } catch (const std::invalid_argument&) {  // too large, too deep, no JSON
  }
  throw ReadError(path.string() + ": not a document of schema " + std::string(kResultSchemaName));
}

void writeResultJson(const SlideResult& result, const Provenance& provenance, const std::filesystem::path& path) {
  writeFileAtomically(path, resultJson(result, provenance));
}

}  // namespace herald
