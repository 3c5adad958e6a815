#include "pipeline/annotations/annotation_document.h"

#include <array>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string_view>

#include "pipeline/annotations/annotation_encoding.h"
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

AnnotationDocument readUtf8(std::istream& file) {
  const auto first = firstByte(file);
  if (!first) throw std::invalid_argument("the file is empty or cannot be read");
  file.seekg(0);
  if (*first == '{' || *first == '[') return readQuPathGeoJson(file);
  if (*first == '<') return readAnnotationXml(wholeText(file, kLargestAnnotationXmlBytes));
  throw std::invalid_argument("neither GeoJSON (QuPath) nor XML (ImageScope, HALO, ASAP)");
}

}  // namespace

AnnotationDocument readAnnotationDocument(std::istream& file) {
  std::array<char, 4> first{};
  file.read(first.data(), first.size());
  const TextEncoding encoding = encodingOf({first.data(), static_cast<std::size_t>(file.gcount())});
  file.clear();
  file.seekg(0);
  if (encoding == TextEncoding::kUtf8) return readUtf8(file);
  if (encoding == TextEncoding::kUtf32) throw std::invalid_argument("text in UTF-32 is not read; save it as UTF-8");
  std::istringstream text(utf8FromUtf16(wholeText(file, kLargestAnnotationXmlBytes), encoding));
  return readUtf8(text);
}

}  // namespace herald
