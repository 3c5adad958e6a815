#include "pipeline/annotations/annotation_object.h"

#include <fmt/format.h>

namespace herald {
namespace {

// For messages: one line, not too long.
std::string plain(const std::string& text) {
  std::string line = text.substr(0, 80);
  for (char& c : line)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
  return line;
}

}  // namespace

std::string annotationObjectText(const AnnotationObject& object) {
  std::string about;
  if (!object.name.empty()) about = fmt::format("\"{}\"", plain(object.name));
  if (!object.class_name.empty()) about += (about.empty() ? "" : ", ") + plain(object.class_name);
  return fmt::format("object {}{}", object.number, about.empty() ? "" : " (" + about + ")");
}

}  // namespace herald
