#include "pipeline/viewer/drawn_regions.h"

#include <algorithm>
#include <fstream>

#include "pipeline/files/atomic_file.h"
#include "pipeline/files/output_names.h"
#include "pipeline/files/read_error.h"
#include "pipeline/files/whole_file.h"
#include "pipeline/viewer/viewer_request.h"

namespace herald {
namespace {

bool isRing(const OrderedJson& ring) {
  return ring.is_array() && ring.size() >= 4 && std::all_of(ring.begin(), ring.end(), [](const OrderedJson& point) {
           return point.is_array() && point.size() >= 2 && point[0].is_number() && point[1].is_number();
         });
}

bool isPolygon(const OrderedJson& rings) {
  return rings.is_array() && !rings.empty() && std::all_of(rings.begin(), rings.end(), isRing);
}

// Whether it is a collection of polygons, each with properties: what the page can show, change and write back.
bool areDrawnRegions(const OrderedJson& json) {
  const auto isRegion = [](const OrderedJson& feature) {
    if (feature.at("type") != "Feature" || !feature.at("properties").is_object()) return false;
    if (feature["properties"].contains("classification") &&
        !feature["properties"]["classification"].at("name").is_string())
      return false;
    const OrderedJson& geometry = feature.at("geometry");
    const OrderedJson& places = geometry.at("coordinates");
    if (geometry.at("type") == "Polygon") return isPolygon(places);
    return geometry["type"] == "MultiPolygon" && places.is_array() &&
           std::all_of(places.begin(), places.end(), isPolygon);
  };
  if (!json.is_object() || json.at("type") != "FeatureCollection" || !json.at("features").is_array()) return false;
  return std::all_of(json["features"].begin(), json["features"].end(), isRegion);
}

// Throws RequestError for what is no GeoJSON at all.
bool hasNoFeature(const std::string& geojson) {
  try {
    const OrderedJson json = boundedJson(geojson);
    return json.at("type") == "FeatureCollection" && json.at("features").empty();
  } catch (const std::exception&) {
    throw RequestError(400, "not a GeoJSON FeatureCollection");
  }
}

}  // namespace

DrawnRegions::DrawnRegions(const std::filesystem::path& results, const std::string& slide) : results_(results) {
  const std::filesystem::path name = slide;
  bool inside = name.is_relative() && name.has_filename();
  for (const auto& part : name) inside = inside && part != ".." && part != ".";
  if (!inside) throw RequestError(400, "the slide's name cannot be used as a path in a folder");
  file_ = results_ / output::kRegionsFolder / (slide + ".geojson");
}

std::string DrawnRegions::name() const {
  return file_.lexically_relative(results_).string();
}

DrawnRegions::Stored DrawnRegions::stored() const {
  Stored stored;
  stored.drawn = {{"type", "FeatureCollection"}, {"features", OrderedJson::array()}};
  std::ifstream file(file_, std::ios::binary);
  if (!file) return stored;
  try {
    OrderedJson json = boundedJson(wholeText(file, kLargestResultBytes));
    if (areDrawnRegions(json)) {
      stored.drawn = std::move(json);
      return stored;
    }
  } catch (const std::exception&) {  // damaged, or none of ours
  }
  stored.locked =
      name() +
      " has more than the polygons drawn here, or is damaged: it is left unchanged, and regions of this slide "
      "cannot be saved until it is moved away";
  return stored;
}

bool DrawnRegions::save(const std::string& geojson, const SlideLevel& level0, const AnnotationOptions& options) const {
  if (const Stored earlier = stored(); !earlier.locked.empty()) throw RequestError(409, earlier.locked);
  std::error_code error;
  if (hasNoFeature(geojson)) {
    std::filesystem::remove(file_, error);
    if (error) throw RequestError(500, file_.filename().string() + ": cannot be removed: " + error.message());
    return false;
  }
  const std::filesystem::path folder = file_.parent_path();
  std::filesystem::create_directories(folder, error);
  if (error) throw RequestError(500, folder.filename().string() + ": cannot be created: " + error.message());
  write(geojson, level0, options);
  return true;
}

void DrawnRegions::write(const std::string& geojson, const SlideLevel& level0, const AnnotationOptions& options) const {
  try {
    writeFileAtomically(file_, [&](const std::filesystem::path& partial) {
      std::ofstream(partial, std::ios::binary) << geojson;
      (void)readSlideAnnotation(partial, level0, options);  // what could not be scored with is not kept
    });
  } catch (const ReadError& wrong) {
    const std::string message = wrong.what();  // "<hidden file>: cause"
    throw RequestError(400, message.substr(std::min(message.find(": ") + 2, message.size())));
  } catch (const OutputError& failed) {
    throw RequestError(500, failed.what());
  }
}

}  // namespace herald
