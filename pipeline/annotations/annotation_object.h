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

struct AnnotationObject {
  std::int64_t number = 0;         // from 1, in the order of the file, counting those that are left out
  std::string name;                // as the user called it; may be empty
  std::string class_name;          // empty = without a class
  std::vector<std::string> hints;  // other texts, which name the class if they are a known one
  bool negative = false;           // ImageScope's "negative region of analysis": excluded, whatever its class
  std::vector<RegionPolygon> polygons;
};

struct AnnotationDocument {
  std::string format;  // qupath | imagescope | asap
  std::vector<AnnotationObject> objects;
  std::int64_t detections = 0;    // cells, detections and tiles of QuPath, left out
  std::int64_t without_area = 0;  // points, lines, arrows, rulers, left out
};

// How messages refer to an object: object 3 ("left", Tumor).
[[nodiscard]] std::string annotationObjectText(const AnnotationObject& object);

}  // namespace herald
