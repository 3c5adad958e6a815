// The regions of a slide that are drawn in the viewer: RESULTS/regions/<slide>.geojson, which --roi RESULTS/regions
// finds. Only polygons with properties are shown, changed and written back; a file with anything else is left alone.
// Thread-safe for different slides.
#pragma once

#include <filesystem>
#include <string>

#include "pipeline/annotations/annotations.h"
#include "pipeline/files/json_text.h"

namespace herald {

class DrawnRegions {
 public:
  // With the slide's folder and extension: no two slides share a file. Throws RequestError (400) when the slide's name
  // cannot be used as a path in a folder.
  DrawnRegions(const std::filesystem::path& results, const std::string& slide);

  // In the folder of results: "regions/a.svs.geojson".
  [[nodiscard]] std::string name() const;

  struct Stored {
    OrderedJson drawn;   // GeoJSON
    std::string locked;  // why what is stored can neither be shown nor replaced; empty: it can
  };
  [[nodiscard]] Stored stored() const;

  // Writes them, or removes the file where there is no feature: then false. Throws RequestError: 400 for what a slide
  // with that level 0 could not be scored with, 409 where the stored file is locked, 500 where it cannot be written.
  bool save(const std::string& geojson, const SlideLevel& level0, const AnnotationOptions& options) const;

 private:
  void write(const std::string& geojson, const SlideLevel& level0, const AnnotationOptions& options) const;

  std::filesystem::path results_;
  std::filesystem::path file_;
};

}  // namespace herald
