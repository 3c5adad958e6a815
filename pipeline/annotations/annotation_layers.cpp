#include <cmath>
#include <numbers>

#include "pipeline/annotations/annotation_formats.h"
#include "pipeline/annotations/annotation_text.h"
#include "pipeline/annotations/annotation_xml.h"

namespace herald {
namespace {

enum class Shape { kOutline, kRectangle, kEllipse, kWithoutArea };

constexpr int kEllipsePoints = 256;

// Both are two corners of the rectangle round the shape.
RegionRing ellipse(const RegionRing& corners, AnnotationBuilder& builder) {
  RegionRing ring;
  for (int i = 0; i < kEllipsePoints; ++i) {
    builder.countPoint();
    const double angle = 2 * std::numbers::pi * i / kEllipsePoints;
    ring.push_back({(corners[0].x + corners[1].x) / 2 + (corners[1].x - corners[0].x) / 2 * std::cos(angle),
                    (corners[0].y + corners[1].y) / 2 + (corners[1].y - corners[0].y) / 2 * std::sin(angle)});
  }
  return ring;
}

RegionRing rectangle(const RegionRing& corners) {
  return {corners[0], {corners[1].x, corners[0].y}, corners[1], {corners[0].x, corners[1].y}};
}

// Region/@Type: a number in ImageScope, a word in HALO.
Shape shapeOf(const pugi::xml_node& region, const AnnotationObject& object) {
  const std::string type = attributeText(region, "Type");
  for (const char* outline : {"", "0", "Polygon", "Freehand"})
    if (type == outline) return Shape::kOutline;
  if (type == "1" || type == "Rectangle") return Shape::kRectangle;
  if (type == "2" || type == "Ellipse") return Shape::kEllipse;
  for (const char* line : {"Pin", "Ruler", "Arrow", "Line"})
    if (type == line) return Shape::kWithoutArea;
  // Arrows, rulers and the like of ImageScope.
  if (type.find_first_not_of("0123456789") == std::string::npos) return Shape::kWithoutArea;
  throw objectFault(
      object, fmt::format("has the unknown Type \"{}\"; Polygon, Rectangle or Ellipse is needed", plainText(type)));
}

// Those of a layer come to each of its regions.
void addHints(const pugi::xml_node& node, AnnotationObject& object) {
  for (const auto& attribute : node.child("Attributes").children("Attribute")) {
    if (object.hints.size() >= kMostAnnotationHints)
      throw objectFault(object, fmt::format("has more than {} attributes", kMostAnnotationHints));
    object.hints.push_back({attributeText(attribute, "Name"), attributeText(attribute, "Value")});
  }
}

// The region's own texts come before those of its layer. A layer without a name is called what they say.
AnnotationObject regionOf(const pugi::xml_node& layer, const pugi::xml_node& region, std::int64_t number) {
  AnnotationObject object;
  object.number = number;
  object.name = attributeText(region, "Text");
  object.hints.push_back({"Text", object.name});
  addHints(region, object);
  addHints(layer, object);
  std::erase_if(object.hints, [](const AnnotationText& hint) { return hint.text.empty(); });
  for (const char* name : {"Name", "LayerName"})
    if (object.class_name.empty()) object.class_name = attributeText(layer, name);
  if (object.class_name.empty() && !object.hints.empty()) object.class_name = object.hints.front().text;
  object.negative = truthOf(region, "NegativeROA", object);
  return object;
}

RegionRing outlineOf(const pugi::xml_node& region, Shape shape, const AnnotationObject& object,
                     AnnotationBuilder& builder) {
  RegionRing ring;
  for (const char* vertex_name : {"Vertex", "V"})
    for (const auto& vertex : region.child("Vertices").children(vertex_name)) {
      builder.countPoint();
      ring.push_back(pointOf(vertex, object));
    }
  if (ring.size() != 2) return ring;
  if (shape == Shape::kEllipse) return ellipse(ring, builder);
  return shape == Shape::kRectangle ? rectangle(ring) : ring;
}

void readRegion(const pugi::xml_node& layer, const pugi::xml_node& region, AnnotationBuilder& builder) {
  AnnotationObject object = regionOf(layer, region, builder.nextNumber());
  const Shape shape = shapeOf(region, object);
  if (shape == Shape::kWithoutArea) return builder.leaveOutWithoutArea();
  object.polygons.push_back({outlineOf(region, shape, object, builder), {}});
  builder.keep(std::move(object));
}

// HALO calls a point V.
bool isOfHalo(const pugi::xml_node& annotations) {
  for (const auto& layer : annotations.children("Annotation"))
    for (const auto& region : layer.child("Regions").children("Region"))
      if (region.child("Vertices").child("V")) return true;
  return false;
}

}  // namespace

AnnotationDocument readAnnotationLayers(const pugi::xml_node& annotations) {
  AnnotationBuilder builder(isOfHalo(annotations) ? "halo" : "imagescope");
  for (const auto& layer : annotations.children("Annotation"))
    for (const auto& region : layer.child("Regions").children("Region")) readRegion(layer, region, builder);
  return builder.finish();
}

}  // namespace herald
