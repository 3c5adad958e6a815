#include "pipeline/annotations/annotation_xml.h"

#include "pipeline/annotations/annotation_formats.h"
#include "pipeline/annotations/annotation_text.h"
#include "pipeline/files/number_text.h"

namespace herald {

std::string attributeText(const pugi::xml_node& node, const char* name) {
  return std::string(trimmed(node.attribute(name).value()).substr(0, kLongestAnnotationText));
}

bool truthOf(const pugi::xml_node& node, const char* name, const AnnotationObject& object) {
  const std::string text = attributeText(node, name);
  const std::string word = lowerCase(text);
  for (const char* yes : {"1", "true", "yes"})
    if (word == yes) return true;
  for (const char* no : {"", "0", "false", "no"})
    if (word == no) return false;
  throw objectFault(object, fmt::format("has {}=\"{}\", which is neither true nor false", name, plainText(text)));
}

Level0Point pointOf(const pugi::xml_node& vertex, const AnnotationObject& object) {
  const auto coordinate = [&](const char* name) {
    const auto number = numberIn<double>(trimmed(vertex.attribute(name).value()));
    if (!number) throw objectFault(object, "has a coordinate that is not a number");
    return *number;
  };
  return {coordinate("X"), coordinate("Y")};
}

AnnotationDocument readAnnotationXml(const std::string& text) {
  pugi::xml_document document;
  // Document types are skipped; character references and the five entities of XML are all that is replaced.
  constexpr unsigned kOptions = pugi::parse_escapes | pugi::parse_wconv_attribute;
  const auto parsed = document.load_buffer(text.data(), text.size(), kOptions);
  if (!parsed)
    throw std::invalid_argument(fmt::format("not valid XML at byte {}: {}", parsed.offset, parsed.description()));
  if (const auto root = document.child("Annotations")) return readAnnotationLayers(root);
  if (const auto root = document.child("ASAP_Annotations")) return readAsap(root);
  if (document.child("annotations").child("ndpviewstate") || document.child("ndpviewstate"))
    throw std::invalid_argument(
        "NDPA of NDP.view is not read: its points are nanometres from the slide's centre; export the regions in "
        "level-0 "
        "pixels, as GeoJSON from QuPath");
  throw std::invalid_argument("XML of neither ImageScope or HALO (Annotations) nor ASAP (ASAP_Annotations)");
}

}  // namespace herald
