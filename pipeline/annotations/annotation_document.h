// What stands in an annotation file, before classes have a meaning: objects with polygons, as drawn.
//
//   qupath      GeoJSON as QuPath exports it: a FeatureCollection, an array of features or one feature
//   imagescope  XML of Aperio ImageScope: Annotations / Annotation / Regions / Region / Vertices / Vertex
//   asap        XML of ASAP: ASAP_Annotations / Annotations / Annotation / Coordinates / Coordinate
//
// The format is told by the content, not by the file's name. XML: document types are skipped and no entity but the five
// of XML itself is known, so that nothing else is read and nothing grows. Memory is bounded: JSON is taken feature by
// feature of at most 128 MiB, XML has at most 32 MiB (0.6 GB while it is read), and both have at most
// kMostAnnotationPoints points in kMostAnnotationObjects objects. Pure but for the stream; thread-safe for different
// streams.
#pragma once

#include <cstdint>
#include <istream>
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

// Throws std::invalid_argument with one line, without the file's name: not one of the formats, broken, too large, an
// object whose geometry cannot be understood (naming the object). Polygons are not checked otherwise.
[[nodiscard]] AnnotationDocument readAnnotationDocument(std::istream& file);

// How messages call an object: object 3 ("left", Tumor).
[[nodiscard]] std::string annotationObjectText(const AnnotationObject& object);

}  // namespace herald
