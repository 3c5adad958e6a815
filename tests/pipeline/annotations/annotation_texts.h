// Tiny annotation files for tests.
#pragma once

#include <sstream>
#include <string>

#include "pipeline/annotations/annotation_document.h"
#include "tests/support/temporary_folder.h"

namespace herald {

inline AnnotationDocument read(const std::string& text) {
  std::istringstream file(text);
  return readAnnotationDocument(file);
}

inline std::string refusalOf(const std::string& text) {
  return messageOf<std::invalid_argument>([&] { (void)read(text); });
}

inline std::string feature(const std::string& geometry,
                           const std::string& properties = R"({"objectType":"annotation"})") {
  return R"({"type":"Feature","id":"x","geometry":)" + geometry + R"(,"properties":)" + properties + "}";
}

inline std::string polygon(const std::string& rings) {
  return R"({"type":"Polygon","coordinates":)" + rings + "}";
}

inline std::string inBrackets(const std::string& text) {
  std::string list = "[";
  list += text;
  list += "]";
  return list;
}

inline const std::string kSquare = "[[0,0],[10,0],[10,10],[0,10],[0,0]]";
inline const std::string kHole = "[[2,2],[4,2],[4,4],[2,4],[2,2]]";

}  // namespace herald
