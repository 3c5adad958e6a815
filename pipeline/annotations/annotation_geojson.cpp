#include "pipeline/annotations/annotation_geojson.h"

#include <array>
#include <optional>

#include "pipeline/annotations/annotation_text.h"

namespace herald {
namespace {

using Json = nlohmann::json;

template <typename Names>
bool isOneOf(std::string_view text, const Names& names) {
  return std::find(std::begin(names), std::end(names), text) != std::end(names);
}

enum class Kind { kRegion, kRoot, kDetection };

// Of a kind by QuPath's name for it: "annotation", or "PathAnnotationObject" in QuPath 0.2.
std::optional<Kind> kindNamed(std::string_view name) {
  std::string word = lowerCase(name);
  if (word.starts_with("path")) word.erase(0, 4);
  if (word.ends_with("object")) word.erase(word.size() - 6);
  if (word == "annotation") return Kind::kRegion;
  if (word == "root") return Kind::kRoot;
  if (isOneOf(word, std::array<std::string_view, 6>{"cell", "detection", "tile", "tmacore", "tma_core", "tma core"}))
    return Kind::kDetection;
  return std::nullopt;
}

// The id says the kind in QuPath 0.2, the type where nothing else does.
Kind kindOf(const Json& feature, const Json& properties) {
  for (const char* key : {"objectType", "object_type"})
    if (properties.contains(key)) return kindNamed(jsonTextOf(properties, key)).value_or(Kind::kDetection);
  if (const auto kind = kindNamed(jsonTextOf(feature, "id"))) return *kind;
  return kindNamed(jsonTextOf(properties, "type")).value_or(Kind::kRegion);
}

// A name, {"name": ...} or, of parts, {"names": [...]} or a list. Empty: none of them.
std::string nameOfClass(const Json& value) {
  if (value.is_string()) return value.get_ref<const std::string&>().substr(0, kLongestAnnotationText);
  if (value.is_array() && !value.empty() && value.front().is_string()) return nameOfClass(value.front());
  if (!value.is_object()) return {};
  const std::string name = jsonTextOf(value, "name");
  return name.empty() && value.contains("names") && value["names"].is_array() ? nameOfClass(value["names"]) : name;
}

// geopandas and other tables write the object as text.
std::string className(const Json& value, const AnnotationObject& object) {
  std::string name = nameOfClass(value);
  const std::string_view text = value.is_string() ? trimmed(value.get_ref<const std::string&>()) : std::string_view();
  if (text.starts_with('{') || text.starts_with('[')) {
    const Json inner = Json::parse(text.substr(0, kLargestAnnotationClassBytes), nullptr, false);
    if (inner.is_discarded())
      throw objectFault(object,
                        fmt::format("has a classification in text that is not valid JSON: {}", plainText(text)));
    name = nameOfClass(inner);
  }
  if (name.empty()) throw objectFault(object, "has a classification without a name");
  return name;
}

void addHint(const std::string& property, const std::string& text, AnnotationObject& object) {
  if (text.empty()) return;
  if (object.hints.size() >= kMostAnnotationHints)
    throw objectFault(object, fmt::format("has no class, and more than {} texts", kMostAnnotationHints));
  object.hints.push_back({property.substr(0, kLongestAnnotationText), text});
}

// All that an object without a class says of itself.
void readHints(const Json& properties, AnnotationObject& object) {
  for (const auto& [property, value] : properties.items()) {
    if (property == "objectType" || property == "object_type") continue;
    addHint(property, nameOfClass(value), object);
    if (property != "metadata" || !value.is_object()) continue;
    for (const auto& [key, text] : value.items())
      if (text.is_string()) addHint(property + "." + key, nameOfClass(text), object);
  }
}

void readClass(const Json& properties, AnnotationObject& object) {
  for (const bool by_name : {true, false})
    for (const auto& [property, value] : properties.items()) {
      const std::string key = lowerCase(property);
      if (value.is_null() || (by_name ? key != "classification" : !isClassProperty(key))) continue;
      object.class_name = className(value, object);
      return;
    }
  readHints(properties, object);
}

RegionRing ring(const Json& points, const AnnotationObject& object, AnnotationBuilder& builder) {
  if (!points.is_array()) throw objectFault(object, "has an outline that is not a list of points");
  RegionRing result;
  for (const Json& point : points) {
    if (!point.is_array() || point.size() < 2 || !point[0].is_number() || !point[1].is_number())
      throw objectFault(object, "has a coordinate that is not a number");
    builder.countPoint();
    result.push_back({point[0].get<double>(), point[1].get<double>()});
  }
  const auto same = [](const Level0Point& a, const Level0Point& b) { return a.x == b.x && a.y == b.y; };
  if (result.size() > 1 && same(result.front(), result.back())) result.pop_back();
  return result;
}

RegionPolygon polygon(const Json& rings, const AnnotationObject& object, AnnotationBuilder& builder) {
  if (!rings.is_array() || rings.empty()) throw objectFault(object, "has a polygon without an outline");
  RegionPolygon result;
  result.exterior = ring(rings.front(), object, builder);
  for (std::size_t i = 1; i < rings.size(); ++i) result.holes.push_back(ring(rings[i], object, builder));
  return result;
}

void readGeometry(const Json& geometry, AnnotationObject object, AnnotationBuilder& builder) {
  const std::string type = jsonTextOf(geometry, "type");
  if (isOneOf(type, std::array<std::string_view, 4>{"Point", "MultiPoint", "LineString", "MultiLineString"}))
    return builder.leaveOutWithoutArea();
  const auto coordinates = geometry.find("coordinates");
  if (type != "Polygon" && type != "MultiPolygon")
    throw objectFault(object,
                      fmt::format("has a geometry of type \"{}\"; Polygon or MultiPolygon is needed", plainText(type)));
  if (coordinates == geometry.end() || !coordinates->is_array())
    throw objectFault(object, "has a geometry without coordinates");
  if (type == "Polygon") {
    object.polygons.push_back(polygon(*coordinates, object, builder));
  } else {
    for (const Json& part : *coordinates) object.polygons.push_back(polygon(part, object, builder));
  }
  if (object.polygons.empty()) throw objectFault(object, "has a geometry without polygons");
  builder.keep(std::move(object));
}

// Children that are a list of features are gone by now.
void requireNoChildren(const Json& parent, const AnnotationObject& object) {
  for (const char* key : {"childObjects", "children"}) {
    const auto children = parent.find(key);
    if (children != parent.end() && !children->is_null() && !(children->is_array() && children->empty()))
      throw objectFault(object, fmt::format("has {} that are not a list of GeoJSON features", key));
  }
}

}  // namespace

std::string jsonTextOf(const Json& object, const char* key) {
  const auto member = object.find(key);
  if (member == object.end() || !member->is_string()) return {};
  return member->get_ref<const std::string&>().substr(0, kLongestAnnotationText);
}

bool isClassProperty(std::string_view lower_case_key) {
  return isOneOf(lower_case_key, std::array<std::string_view, 4>{"classification", "class", "class_name", "classname"});
}

void takeGeoJsonFeature(const Json& feature, std::int64_t number, AnnotationBuilder& builder) {
  AnnotationObject object;
  object.number = number;
  const Json none = Json::object();
  const auto found = feature.find("properties");
  const Json& properties = found != feature.end() && found->is_object() ? *found : none;
  requireNoChildren(feature, object);
  requireNoChildren(properties, object);
  const Kind kind = kindOf(feature, properties);
  if (kind == Kind::kRoot) return;
  if (kind == Kind::kDetection) return builder.leaveOutDetection();
  object.name = jsonTextOf(properties, "name");
  readClass(properties, object);
  const auto geometry = feature.find("geometry");
  // RFC 7946: null where the object has no place.
  if (geometry != feature.end() && geometry->is_null()) return builder.leaveOutWithoutArea();
  if (geometry == feature.end() || !geometry->is_object() || geometry->empty())
    throw objectFault(object, "has no geometry");
  readGeometry(*geometry, std::move(object), builder);
}

}  // namespace herald
