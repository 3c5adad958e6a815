// The content of an annotation file, before classes have a meaning: objects with polygons, as drawn.
//
//   qupath      GeoJSON as QuPath exports it: a FeatureCollection, an array of features or one feature. Features in
//               properties.childObjects or children of another are objects of their own. Without a classification the
//               properties class, class_name or className say it; all other texts are hints
//   imagescope  XML of Aperio ImageScope: Annotations / Annotation / Regions / Region / Vertices / Vertex
//   halo        XML of HALO: the same, with V for Vertex and words for the types of regions
//   asap        XML of ASAP: ASAP_Annotations / Annotations / Annotation / Coordinates / Coordinate
//
// The format is recognised by the content, not by the file's name; text is UTF-8, or UTF-16 of at most 32 MiB. XML:
// document types are skipped and no entity but the five of XML itself is known, so that nothing else is read and
// nothing grows. Memory is bounded: JSON is taken feature by feature, where those that are open have at most 128 MiB,
// XML has at most 32 MiB (0.6 GB while it is read), and both have at most kMostAnnotationPoints points in
// kMostAnnotationObjects objects. Pure but for the stream; thread-safe for different streams.
#pragma once

#include <istream>

#include "pipeline/annotations/annotation_object.h"

namespace herald {

// Throws std::invalid_argument with one line, without the file's name: not one of the formats, broken, too large, an
// object whose geometry cannot be understood (naming the object). Polygons are not checked otherwise.
[[nodiscard]] AnnotationDocument readAnnotationDocument(std::istream& file);

}  // namespace herald
