#include "pipeline/inputs/annotation_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <stdexcept>

#include "pipeline/files/read_error.h"

namespace herald {
namespace {

namespace fs = std::filesystem;

constexpr std::array<const char*, 3> kExtensions = {".geojson", ".json", ".xml"};

bool isFile(const fs::path& path) {
  std::error_code error;
  return fs::exists(path, error) && !fs::is_directory(path, error);
}

std::string withoutExtension(fs::path path) {
  return path.replace_extension().string();
}

// Annotations in `folder` of the slide with this path, which may have folders.
std::vector<fs::path> annotationsOf(const fs::path& folder, const fs::path& slide) {
  std::vector<fs::path> found;
  const std::set<std::string> stems = {slide.string(), withoutExtension(slide)};
  for (const std::string& stem : stems)
    for (const char* extension : kExtensions)
      if (const fs::path path = folder / (stem + extension); isFile(path)) found.push_back(path);
  return found;
}

class FolderOfAnnotations {
 public:
  FolderOfAnnotations(fs::path folder, const InputList& inputs) : folder_(std::move(folder)) {
    for (const SlideInput& slide : inputs.slides) {
      if (!slide.skip_reason.empty()) continue;
      const std::string path = withoutExtension(slide.identity.slide);
      ++slides_called_[path];
      if (path != slide.identity.stem) ++slides_called_[slide.identity.stem];
    }
  }

  void assign(SlideInput& slide) {
    fs::path name(slide.identity.slide);
    std::vector<fs::path> found = annotationsOf(folder_, name);
    if (found.empty() && name.has_parent_path()) {
      name = name.filename();
      found = annotationsOf(folder_, name);
    }
    for (const fs::path& path : found) taken_.insert(path.filename().string());
    const int namesakes = slides_called_[withoutExtension(name)];
    if (found.size() > 1) {
      slide.roi_error = fmt::format("several annotations: {} and {}", found[0].string(), found[1].string());
    } else if (found.size() == 1 && namesakes > 1 && found.front().stem() != name.filename()) {
      slide.roi_error = fmt::format("{} could belong to any of {} slides named {}", found.front().string(), namesakes,
                                    withoutExtension(name));
    } else if (found.size() == 1) {
      slide.roi = found.front();
    }
    slide.roi_missing = found.empty();
  }

  [[nodiscard]] std::vector<std::string> notTaken() const {
    std::vector<std::string> left;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(folder_, error)) {
      const std::string extension = entry.path().extension().string();
      const std::string name = entry.path().filename().string();
      const bool annotation = std::find(kExtensions.begin(), kExtensions.end(), extension) != kExtensions.end();
      if (annotation && isFile(entry.path()) && !taken_.contains(name)) left.push_back(name);
    }
    std::sort(left.begin(), left.end());
    return left;
  }

 private:
  fs::path folder_;
  std::map<std::string, int> slides_called_;
  std::set<std::string> taken_;
};

}  // namespace

std::vector<std::string> assignAnnotations(const fs::path& roi, InputList& inputs) {
  std::error_code error;
  if (!fs::exists(roi, error)) throw std::invalid_argument(fmt::format("--roi {}: does not exist", roi.string()));
  if (fs::is_directory(roi, error)) {
    FolderOfAnnotations folder(roi, inputs);
    for (SlideInput& slide : inputs.slides)
      if (!slide.roi && slide.skip_reason.empty()) folder.assign(slide);
    return folder.notTaken();
  }
  std::vector<SlideInput*> slides;
  for (SlideInput& slide : inputs.slides)
    if (!slide.roi && slide.skip_reason.empty()) slides.push_back(&slide);
  if (slides.size() > 1)
    throw std::invalid_argument(fmt::format("--roi {}: one file for {} slides; give a folder with one file per slide",
                                            roi.string(), slides.size()));
  for (SlideInput* slide : slides) slide->roi = roi;
  return {};
}

void requireRegionsToSelectBy(const Configuration& configuration, const InputList& inputs) {
  if (configuration.tumour.selection != TumourSelection::kRoi || inputs.slides.empty()) return;
  const bool regions = std::any_of(inputs.slides.begin(), inputs.slides.end(),
                                   [](const SlideInput& slide) { return slide.roi || !slide.roi_error.empty(); });
  if (!regions)
    throw std::invalid_argument(
        "tumour.selection = \"roi\", and no slide has regions: give --roi, or a list with a column roi");
}

std::optional<SlideAnnotation> annotationOf(const SlideInput& slide, const SlideLevel& level0,
                                            const Configuration& configuration) {
  const bool needed = configuration.tumour.selection == TumourSelection::kRoi;
  if (!slide.roi_error.empty()) throw readError(slide.path, slide.roi_error);
  if (!slide.roi) {
    if (needed) throw readError(slide.path, "no annotation, and tumour.selection is \"roi\"");
    return std::nullopt;
  }
  auto annotation = readSlideAnnotation(*slide.roi, level0, configuration.annotation);
  if (needed && annotation.regions.include.empty())
    throw readError(*slide.roi, "no region whose class is to be included, and tumour.selection is \"roi\"");
  return annotation;
}

}  // namespace herald
