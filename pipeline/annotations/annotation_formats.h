// The readers behind annotation_document.h, one a format. Not for use elsewhere.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <istream>
#include <stdexcept>
#include <string>

#include "pipeline/annotations/annotation_object.h"

namespace pugi {
class xml_node;
}

namespace herald {

// Names and texts of a file are kept to so many bytes, so many of them an object, and so many bytes of them in all.
inline constexpr std::size_t kLongestAnnotationText = 200;
inline constexpr std::size_t kMostAnnotationHints = 100;
inline constexpr std::size_t kMostAnnotationTextBytes = std::size_t{64} << 20;

// A classification that is written as text.
inline constexpr std::size_t kLargestAnnotationClassBytes = 10'000;

// Collects the objects of a file within its limits.
class AnnotationBuilder {
 public:
  explicit AnnotationBuilder(std::string format) { document_.format = std::move(format); }

  // Number of the next object, whether it is kept or left out.
  [[nodiscard]] std::int64_t nextNumber() { return ++numbered_; }
  void countPoint() {
    if (++points_ > kMostAnnotationPoints)
      throw std::invalid_argument(fmt::format("more than {} points", kMostAnnotationPoints));
  }
  void keep(AnnotationObject object) {
    for (const AnnotationText& hint : object.hints) text_bytes_ += hint.property.size() + hint.text.size();
    if (text_bytes_ > kMostAnnotationTextBytes)
      throw std::invalid_argument(fmt::format("more than {} MiB of texts", kMostAnnotationTextBytes >> 20));
    if (static_cast<std::int64_t>(document_.objects.size()) >= kMostAnnotationObjects)
      throw std::invalid_argument(fmt::format("more than {} objects", kMostAnnotationObjects));
    document_.objects.push_back(std::move(object));
  }
  void leaveOutDetection() { ++document_.detections; }
  void leaveOutWithoutArea() { ++document_.without_area; }
  // In the order of their numbers.
  [[nodiscard]] AnnotationDocument finish() {
    std::stable_sort(document_.objects.begin(), document_.objects.end(),
                     [](const AnnotationObject& a, const AnnotationObject& b) { return a.number < b.number; });
    return std::move(document_);
  }

 private:
  AnnotationDocument document_;
  std::int64_t numbered_ = 0;
  std::int64_t points_ = 0;
  std::size_t text_bytes_ = 0;
};

[[nodiscard]] inline std::invalid_argument objectFault(const AnnotationObject& object, const std::string& fault) {
  return std::invalid_argument(annotationObjectText(object) + " " + fault);
}

[[nodiscard]] AnnotationDocument readQuPathGeoJson(std::istream& file);
// The whole text of an XML file, at most kLargestAnnotationXmlBytes.
[[nodiscard]] AnnotationDocument readAnnotationXml(const std::string& text);
// ImageScope's and HALO's.
[[nodiscard]] AnnotationDocument readAnnotationLayers(const pugi::xml_node& annotations);
[[nodiscard]] AnnotationDocument readAsap(const pugi::xml_node& asap_annotations);

}  // namespace herald
