#include <algorithm>

#include "pipeline/annotations/annotation_formats.h"
#include "pipeline/annotations/annotation_xml.h"

namespace herald {
namespace {

// The group says the class. An object of no group has one if its own name is one, numbered or not: ASAP calls objects
// "Annotation 0".
AnnotationObject objectOf(const pugi::xml_node& annotation, std::int64_t number) {
  AnnotationObject object;
  object.number = number;
  object.name = attributeText(annotation, "Name");
  object.class_name = attributeText(annotation, "PartOfGroup");
  if (object.class_name == "None") object.class_name.clear();
  if (object.class_name.empty()) object.hints.push_back({"Name", object.name});
  return object;
}

RegionRing outlineOf(const pugi::xml_node& annotation, const AnnotationObject& object, AnnotationBuilder& builder) {
  struct Corner {
    long long order;
    Level0Point point;
  };
  std::vector<Corner> corners;
  for (const auto& coordinate : annotation.child("Coordinates").children("Coordinate")) {
    builder.countPoint();
    const auto place = static_cast<long long>(corners.size());
    corners.push_back({coordinate.attribute("Order").as_llong(place), pointOf(coordinate, object)});
  }
  std::stable_sort(corners.begin(), corners.end(), [](const auto& a, const auto& b) { return a.order < b.order; });
  RegionRing ring;
  for (const Corner& corner : corners) ring.push_back(corner.point);
  return ring;
}

}  // namespace

AnnotationDocument readAsap(const pugi::xml_node& asap_annotations) {
  AnnotationBuilder builder("asap");
  for (const auto& annotation : asap_annotations.child("Annotations").children("Annotation")) {
    AnnotationObject object = objectOf(annotation, builder.nextNumber());
    const std::string type = attributeText(annotation, "Type");
    // A spline is taken as the polygon of its points.
    if (type != "Polygon" && type != "Spline" && type != "Rectangle") {
      builder.leaveOutWithoutArea();
      continue;
    }
    object.polygons.push_back({outlineOf(annotation, object, builder), {}});
    builder.keep(std::move(object));
  }
  return builder.finish();
}

}  // namespace herald
