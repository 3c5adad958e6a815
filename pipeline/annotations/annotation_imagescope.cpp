#include <cmath>
#include <numbers>

#include "pipeline/annotations/annotation_formats.h"
#include "pipeline/annotations/annotation_xml.h"

namespace herald {
namespace {

// Region/@Type.
constexpr int kFreehand = 0;
constexpr int kRectangle = 1;
constexpr int kEllipse = 2;  // its vertices are two corners of the rectangle round it
constexpr int kEllipsePoints = 256;

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

// Those of a layer come to each of its regions.
void addHints(const pugi::xml_node& node, AnnotationObject& object) {
  for (const auto& attribute : node.child("Attributes").children("Attribute")) {
    if (object.hints.size() >= kMostAnnotationHints)
      throw objectFault(object, fmt::format("has more than {} attributes", kMostAnnotationHints));
    object.hints.push_back(attributeText(attribute, "Value"));
  }
}

// The region's own texts come before those of its layer. A layer without a name is called what they say.
AnnotationObject regionOf(const pugi::xml_node& layer, const pugi::xml_node& region, std::int64_t number) {
  AnnotationObject object;
  object.number = number;
  object.name = attributeText(region, "Text");
  object.hints.push_back(object.name);
  addHints(region, object);
  addHints(layer, object);
  std::erase(object.hints, std::string());
  object.class_name = attributeText(layer, "Name");
  if (object.class_name.empty() && !object.hints.empty()) object.class_name = object.hints.front();
  object.negative = attributeText(region, "NegativeROA") == "1";
  return object;
}

RegionRing outlineOf(const pugi::xml_node& region, int type, const AnnotationObject& object,
                     AnnotationBuilder& builder) {
  RegionRing ring;
  for (const auto& vertex : region.child("Vertices").children("Vertex")) {
    builder.countPoint();
    ring.push_back(pointOf(vertex, object));
  }
  if (ring.size() != 2) return ring;
  if (type == kEllipse) return ellipse(ring, builder);
  return type == kRectangle ? rectangle(ring) : ring;
}

void readRegion(const pugi::xml_node& layer, const pugi::xml_node& region, AnnotationBuilder& builder) {
  AnnotationObject object = regionOf(layer, region, builder.nextNumber());
  const int type = region.attribute("Type").as_int(kFreehand);
  if (type != kFreehand && type != kRectangle && type != kEllipse) return builder.leaveOutWithoutArea();
  object.polygons.push_back({outlineOf(region, type, object, builder), {}});
  builder.keep(std::move(object));
}

}  // namespace

AnnotationDocument readImageScope(const pugi::xml_node& annotations) {
  AnnotationBuilder builder("imagescope");
  for (const auto& layer : annotations.children("Annotation"))
    for (const auto& region : layer.child("Regions").children("Region")) readRegion(layer, region, builder);
  return builder.finish();
}

}  // namespace herald
