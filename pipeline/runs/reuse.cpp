#include "pipeline/runs/reuse.h"

#include <cmath>
#include <fstream>
#include <stdexcept>

#include "pipeline/files/whole_file.h"

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
  for (const char* name : {"cells.h5ad", "tissue.geojson"})
    if (!std::filesystem::exists(folder / name, error)) return false;
  return (!wanted.geojson || std::filesystem::exists(folder / "cells.geojson.gz", error));
}

}  // namespace

bool holdsResultOf(const ResultKey& key, const std::filesystem::path& slide_folder, const OutputOptions& wanted) {
  try {
    std::ifstream file(slide_folder / "result.json", std::ios::binary);
    if (!file) return false;
    const OrderedJson result = boundedJson(wholeText(file, kLargestResultBytes));
    const auto& provenance = result.at("provenance");
    return (result.at("status") == "scored" || result.at("status") == "indeterminate") &&
           result.at("slide").at("quick_hash") == key.quick_hash && sameCase(result.at("slide"), key.case_id) &&
           samePixelSize(result.at("slide"), key.pixel_size) &&
           sameAnnotation(result.at("annotation"), key.annotation_hash) && provenance.at("herald") == key.herald &&
           provenance.at("config_hash") == key.config_hash && outputsAreThere(slide_folder, wanted);
  } catch (const nlohmann::json::exception&) {
    return false;
  } catch (const std::invalid_argument&) {
    return false;
  }
}

}  // namespace herald
