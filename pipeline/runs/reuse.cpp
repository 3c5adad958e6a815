#include "pipeline/runs/reuse.h"

#include <cmath>
#include <stdexcept>

#include "pipeline/files/output_names.h"
#include "pipeline/files/read_error.h"
#include "pipeline/results/result_json.h"

namespace herald {
namespace {

// Results hold rounded numbers.
constexpr double kRoundingUm = 1e-5;

bool samePixelSize(const OrderedJson& slide, const std::optional<PixelSizeSource>& wanted) {
  if (!wanted || !slide.at("mpp").is_number()) return false;
  return std::abs(slide.at("mpp").get<double>() - wanted->pixel_size.umPerPx()) < kRoundingUm &&
         slide.at("mpp_source") == wanted->source;
}

bool sameCase(const OrderedJson& slide, const std::string& wanted) {
  const auto& known = slide.at("case_id");
  return known.is_string() ? known.get<std::string>() == wanted : wanted.empty();
}

bool sameAnnotation(const OrderedJson& annotation, const std::string& wanted) {
  return annotation.is_null() ? wanted.empty() : annotation.at("hash") == wanted;
}

bool outputsAreThere(const std::filesystem::path& folder, const OutputOptions& wanted) {
  std::error_code error;
  for (const std::string_view name : {output::kCellsH5ad, output::kTissueGeojson})
    if (!std::filesystem::exists(folder / name, error)) return false;
  return (!wanted.geojson || std::filesystem::exists(folder / output::kCellsGeojson, error));
}

bool isResultOf(const ResultKey& key, const OrderedJson& result) {
  const auto& provenance = result.at("provenance");
  return (result.at("status") == "scored" || result.at("status") == "indeterminate") &&
         result.at("slide").at("quick_hash") == key.quick_hash && sameCase(result.at("slide"), key.case_id) &&
         samePixelSize(result.at("slide"), key.pixel_size) &&
         sameAnnotation(result.at("annotation"), key.annotation_hash) && provenance.at("herald") == key.herald &&
         provenance.at("config_hash") == key.config_hash;
}

}  // namespace

std::optional<RunInput> earlierEntry(const ResultKey& key, const SlideIdentity& slide,
                                     const std::filesystem::path& slide_folder, const OutputOptions& wanted) {
  try {
    const OrderedJson result = readResultJson(slide_folder / output::kResultJson);
    if (!isResultOf(key, result) || !outputsAreThere(slide_folder, wanted)) return std::nullopt;
    RunInput entry;
    entry.row = summaryRowOf(result);
    entry.folder = slide.folder;
    if (const OrderedJson& reader = result.at("slide").at("reader"); reader.is_string()) reader.get_to(entry.decoder);
    entry.reused = true;
    entry.drift = driftValuesOf(result);
    return entry;
  } catch (const ReadError&) {                  // not there, or no result.json
  } catch (const nlohmann::json::exception&) {  // a member that is missing or has the wrong type
  } catch (const std::invalid_argument&) {      // one with a value that is none
  }
  return std::nullopt;
}

}  // namespace herald
