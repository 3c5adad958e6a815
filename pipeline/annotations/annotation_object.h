// The objects of an annotation file, before classes have a meaning, and the limits of a file.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "segmentation/regions.h"

namespace herald {

inline constexpr std::int64_t kMostAnnotationPoints = 1'000'000;
inline constexpr std::int64_t kMostAnnotationObjects = 100'000;
inline constexpr std::size_t kLargestAnnotationXmlBytes = std::size_t{32} << 20;

// Something an object says of itself, and where.
struct AnnotationText {
  std::string property;  // as the file calls it
  std::string text;
  friend bool operator==(const AnnotationText&, const AnnotationText&) = default;
};

struct AnnotationObject {
  // From 1, in the order of the file, counting those that are left out. A lone feature comes after its children.
  std::int64_t number = 0;
  std::string name;                   // as the user called it; may be empty
  std::string class_name;             // empty = without a class
  std::vector<AnnotationText> hints;  // other texts, which name the class if they are a known one
  bool negative = false;              // "negative region of analysis": excluded, whatever its class
  std::vector<RegionPolygon> polygons;
};

struct AnnotationDocument {
  std::string format;  // qupath | imagescope | halo | asap
  std::vector<AnnotationObject> objects;
  std::int64_t detections = 0;    // cells, detections and tiles of QuPath, left out
  std::int64_t without_area = 0;  // points, lines, arrows, rulers, objects without a place, left out
};

// How messages refer to an object: object 3 ("left", Tumor).
[[nodiscard]] std::string annotationObjectText(const AnnotationObject& object);

}  // namespace herald
