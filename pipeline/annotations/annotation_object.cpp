#include "pipeline/annotations/annotation_object.h"

#include <fmt/format.h>

#include "pipeline/annotations/annotation_text.h"

namespace herald {

std::string annotationObjectText(const AnnotationObject& object) {
  std::string about;
  if (!object.name.empty()) about = fmt::format("\"{}\"", plainText(object.name));
  if (!object.class_name.empty()) about += (about.empty() ? "" : ", ") + plainText(object.class_name);
  return fmt::format("object {}{}", object.number, about.empty() ? "" : " (" + about + ")");
}

}  // namespace herald
