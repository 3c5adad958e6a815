#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>

#include "pipeline/annotations/annotation_formats.h"

namespace herald {
namespace {

using Json = nlohmann::json;

// A feature of the most points has five values a point at most: two numbers, the array round them, and some more.
constexpr std::int64_t kMostValuesOfFeature = 6 * kMostAnnotationPoints;
// A point has 18 digits a number at most, and 90 bytes of white space where it is written on lines of its own.
constexpr std::int64_t kLargestFeatureBytes = std::int64_t{128} << 20;
// Deeper than any feature.
constexpr int kDeepest = 32;
// Features lie in an array, which may lie in a collection.
constexpr int kDepthOfFeatures = 2;

bool isOneOf(const std::string& text, std::initializer_list<std::string_view> names) {
  return std::find(names.begin(), names.end(), text) != names.end();
}

// The member's text; empty where it is missing or null.
std::string textOf(const Json& object, const char* key) {
  const auto member = object.find(key);
  if (member == object.end() || !member->is_string()) return {};
  return member->get_ref<const std::string&>().substr(0, kLongestAnnotationText);
}

// The file's bytes, counted.
struct CountedBytes {
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = char;

  char operator*() const { return *at; }
  CountedBytes& operator++() {
    if (++*count > kLargestFeatureBytes)
      throw std::invalid_argument(fmt::format("an object larger than {} MiB", kLargestFeatureBytes >> 20));
    ++at;
    return *this;
  }
  friend bool operator==(const CountedBytes& a, const CountedBytes& b) { return a.at == b.at; }

  std::istreambuf_iterator<char> at;
  std::int64_t* count;
};

// Takes features out of the document as soon as each is complete, so that one at a time is in memory.
class FeatureReader {
 public:
  AnnotationDocument read(std::istream& file) {
    const CountedBytes begin{std::istreambuf_iterator<char>(file), &bytes_};
    const CountedBytes end{std::istreambuf_iterator<char>(), &bytes_};
    const Json rest = Json::parse(
        begin, end, [this](int depth, Json::parse_event_t event, Json& parsed) { return step(depth, event, parsed); });
    requireNothingElse(rest);
    return builder_.finish();
  }

 private:
  bool step(int depth, Json::parse_event_t event, const Json& parsed) {
    if (depth > kDeepest) throw std::invalid_argument(fmt::format("nested deeper than {} levels", kDeepest));
    if (++values_ > kMostValuesOfFeature) throw std::invalid_argument("an object with too many values");
    if (event != Json::parse_event_t::object_end || depth > kDepthOfFeatures) return true;
    if (textOf(parsed, "type") != "Feature") return true;
    take(parsed);
    values_ = 0;
    bytes_ = 0;
    return false;
  }

  // Of the document nothing is left but the shell of its features.
  void requireNothingElse(const Json& rest) const {
    if (rest.is_discarded() || rest.is_null()) return;  // it was one feature
    const Json* features = &rest;
    if (rest.is_object()) {
      const auto member = rest.find("features");
      if (textOf(rest, "type") != "FeatureCollection" || member == rest.end())
        throw std::invalid_argument("not a GeoJSON FeatureCollection, array of features or feature");
      features = &*member;
    }
    if (!features->is_array() || !features->empty())
      throw std::invalid_argument("the GeoJSON has something other than a feature among its features");
  }

  void take(const Json& feature) {
    AnnotationObject object;
    object.number = builder_.nextNumber();
    const Json none = Json::object();
    const auto found = feature.find("properties");
    const Json& properties = found != feature.end() && found->is_object() ? *found : none;
    if (!isAnnotation(properties)) return builder_.leaveOutDetection();
    object.name = textOf(properties, "name");
    readClass(properties, object);
    const auto geometry = feature.find("geometry");
    if (geometry == feature.end() || !geometry->is_object()) throw objectFault(object, "has no geometry");
    readGeometry(*geometry, std::move(object));
  }

  static bool isAnnotation(const Json& properties) {
    for (const char* key : {"objectType", "object_type"})
      if (properties.contains(key)) return textOf(properties, key) == "annotation";
    return true;
  }

  // A name, {"name": ...} or, of parts, {"names": [...]}.
  static void readClass(const Json& properties, AnnotationObject& object) {
    const auto found = properties.find("classification");
    if (found == properties.end() || found->is_null()) return;
    if (found->is_string()) {
      object.class_name = textOf(properties, "classification");
    } else if (found->is_object()) {
      object.class_name = textOf(*found, "name");
      const auto names = found->find("names");
      if (object.class_name.empty() && names != found->end() && names->is_array() && !names->empty() &&
          names->front().is_string())
        object.class_name = names->front().get<std::string>().substr(0, kLongestAnnotationText);
    }
    if (object.class_name.empty()) throw objectFault(object, "has a classification without a name");
  }

  void readGeometry(const Json& geometry, AnnotationObject object) {
    const std::string type = textOf(geometry, "type");
    if (isOneOf(type, {"Point", "MultiPoint", "LineString", "MultiLineString"})) return builder_.leaveOutWithoutArea();
    const auto coordinates = geometry.find("coordinates");
    if (coordinates == geometry.end() || !coordinates->is_array())
      throw objectFault(object, "has a geometry without coordinates");
    if (type == "Polygon") {
      object.polygons.push_back(polygon(*coordinates, object));
    } else if (type == "MultiPolygon") {
      for (const Json& part : *coordinates) object.polygons.push_back(polygon(part, object));
    } else {
      throw objectFault(object, fmt::format("has a geometry of type \"{}\"; Polygon or MultiPolygon is needed", type));
    }
    if (object.polygons.empty()) throw objectFault(object, "has a geometry without polygons");
    builder_.keep(std::move(object));
  }

  RegionPolygon polygon(const Json& rings, const AnnotationObject& object) {
    if (!rings.is_array() || rings.empty()) throw objectFault(object, "has a polygon without an outline");
    RegionPolygon result;
    result.exterior = ring(rings.front(), object);
    for (std::size_t i = 1; i < rings.size(); ++i) result.holes.push_back(ring(rings[i], object));
    return result;
  }

  RegionRing ring(const Json& points, const AnnotationObject& object) {
    if (!points.is_array()) throw objectFault(object, "has an outline that is not a list of points");
    RegionRing result;
    for (const Json& point : points) {
      if (!point.is_array() || point.size() < 2 || !point[0].is_number() || !point[1].is_number())
        throw objectFault(object, "has a coordinate that is not a number");
      builder_.countPoint();
      result.push_back({point[0].get<double>(), point[1].get<double>()});
    }
    const auto same = [](const Level0Point& a, const Level0Point& b) { return a.x == b.x && a.y == b.y; };
    if (result.size() > 1 && same(result.front(), result.back())) result.pop_back();
    return result;
  }

  AnnotationBuilder builder_{"qupath"};
  std::int64_t values_ = 0;  // since the last feature
  std::int64_t bytes_ = 0;   // as well
};

}  // namespace

AnnotationDocument readQuPathGeoJson(std::istream& file) {
  try {
    return FeatureReader().read(file);
  } catch (const Json::parse_error& error) {
    throw std::invalid_argument(fmt::format("not valid JSON from byte {}", error.byte));
  } catch (const Json::exception&) {
    throw std::invalid_argument("not valid JSON: a number is out of range");
  }
}

}  // namespace herald
