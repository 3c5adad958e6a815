#include "pipeline/annotations/annotations.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>

#include "pipeline/annotations/annotation_document.h"
#include "pipeline/annotations/annotation_role.h"
#include "pipeline/files/file_hash.h"
#include "pipeline/files/read_error.h"

namespace herald {
namespace {

constexpr double kMarginShare = 0.01;
// Each is scored by itself.
constexpr std::int64_t kMostControls = 64;

[[noreturn]] void fail(const AnnotationObject& object, const std::string& fault) {
  throw std::invalid_argument(annotationObjectText(object) + " " + fault);
}

AnnotationDocument documentIn(const std::filesystem::path& path) {
  std::error_code error;
  if (!std::filesystem::exists(path, error)) throw std::invalid_argument("the annotation does not exist");
  if (!std::filesystem::is_regular_file(path, error)) throw std::invalid_argument("the annotation is not a file");
  if (std::filesystem::file_size(path, error) > kLargestAnnotationFileBytes)
    throw std::invalid_argument(fmt::format("larger than {} MiB", kLargestAnnotationFileBytes >> 20));
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::invalid_argument("the annotation cannot be read");
  return readAnnotationDocument(file);
}

void checkPlace(const AnnotationObject& object, const RegionPolygon& polygon, const SlideLevel& level0) {
  const auto width = static_cast<double>(level0.width);
  const auto height = static_cast<double>(level0.height);
  const double margin = kMarginShare * std::max(width, height);
  for (const Level0Point& p : polygon.exterior)
    if (p.x < -margin || p.y < -margin || p.x > width + margin || p.y > height + margin)
      fail(object, fmt::format("lies outside the slide: a point at ({:.0f}, {:.0f}), the slide has {} x {} px", p.x,
                               p.y, level0.width, level0.height));
}

void checkPolygons(AnnotationObject& object, const SlideLevel& level0) {
  for (RegionPolygon& polygon : object.polygons) {
    if (const auto fault = cleanedPolygonFault(polygon)) fail(object, *fault);
    checkPlace(object, polygon, level0);
  }
}

// Sorts the objects by what their classes mean.
class RegionSorter {
 public:
  RegionSorter(const SlideLevel& level0, const AnnotationOptions& options) : level0_(level0), classes_(options) {}

  void sort(std::vector<AnnotationObject>& objects, SlideAnnotation& annotation) {
    const AnnotationObject* unclassified = nullptr;
    bool include_class = false;
    for (AnnotationObject& object : objects) {
      const auto known = meaningOf(object, classes_);
      ClassMeaning meaning = known.value_or(ClassMeaning{});
      if (object.negative && meaning.role != RegionRole::kIgnored) meaning.role = RegionRole::kExclude;
      if (!known && !object.negative && unclassified == nullptr) unclassified = &object;
      if (known && meaning.role == RegionRole::kInclude) include_class = true;
      if (meaning.role != RegionRole::kIgnored) checkPolygons(object, level0_);
      add(meaning, object, annotation);
    }
    if (unclassified != nullptr && include_class)
      fail(*unclassified, "has no class, although others are included by theirs");
  }

 private:
  static void add(const ClassMeaning& meaning, const AnnotationObject& object, SlideAnnotation& annotation) {
    const auto append = [&](std::vector<RegionPolygon>& polygons) {
      polygons.insert(polygons.end(), object.polygons.begin(), object.polygons.end());
    };
    switch (meaning.role) {
      case RegionRole::kInclude:
        ++annotation.include;
        return append(annotation.regions.include);
      case RegionRole::kExclude:
        ++annotation.exclude;
        return append(annotation.regions.exclude);
      case RegionRole::kControl:
        if (++annotation.controls > kMostControls)
          fail(object, fmt::format("is one of more than {} controls", kMostControls));
        annotation.regions.controls.push_back({object.number, meaning.expected, object.polygons});
        return;
      case RegionRole::kIgnored:
        ++annotation.ignored;
    }
  }

  const SlideLevel& level0_;
  AnnotationClasses classes_;
};

}  // namespace

SlideAnnotation readSlideAnnotation(const std::filesystem::path& path, const SlideLevel& level0,
                                    const AnnotationOptions& options) {
  try {
    AnnotationDocument document = documentIn(path);
    SlideAnnotation annotation;
    annotation.file = path.filename().string();
    annotation.format = document.format;
    annotation.hash = hash128HexOfFile(path);
    annotation.ignored = document.detections + document.without_area;
    RegionSorter(level0, options).sort(document.objects, annotation);
    if (annotation.regions.empty())
      throw std::invalid_argument(fmt::format("it has no region ({} objects that do not count)", annotation.ignored));
    return annotation;
  } catch (const std::invalid_argument& fault) {
    throw readError(path, fault.what());
  }
}

}  // namespace herald
