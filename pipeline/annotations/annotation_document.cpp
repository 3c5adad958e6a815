#include "pipeline/annotations/annotation_document.h"

#include <optional>
#include <stdexcept>
#include <string_view>

#include "pipeline/annotations/annotation_formats.h"
#include "pipeline/files/whole_file.h"

namespace herald {
namespace {

// The first byte that is no white space and no byte-order mark of UTF-8; nothing at the end.
std::optional<char> firstByte(std::istream& file) {
  constexpr std::string_view kSkipped = " \t\r\n\xEF\xBB\xBF";
  for (char byte = 0; file.get(byte);)
    if (kSkipped.find(byte) == std::string_view::npos) return byte;
  return std::nullopt;
}

}  // namespace

AnnotationDocument readAnnotationDocument(std::istream& file) {
  const auto first = firstByte(file);
  if (!first) throw std::invalid_argument("the file is empty or cannot be read");
  file.seekg(0);
  if (*first == '{' || *first == '[') return readQuPathGeoJson(file);
  // UTF-16 begins with FE FF or FF FE.
  if (*first == '<' || *first == '\xFE' || *first == '\xFF')
    return readAnnotationXml(wholeText(file, kLargestAnnotationXmlBytes));
  throw std::invalid_argument("neither GeoJSON (QuPath) nor XML (ImageScope, ASAP)");
}

}  // namespace herald
