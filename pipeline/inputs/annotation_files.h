// Which annotation belongs to which slide: --roi FILE|DIR.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/annotations/annotations.h"
#include "pipeline/configuration/configuration.h"
#include "pipeline/inputs/inputs.h"

namespace herald {

// Gives slides without a roi of their own (column roi of a list) the one of `roi`. A file is for one slide. In a folder
// the one for slide "a/b.svs" is called a/b.* or a/b.svs.*, or beside that b.* or b.svs.* if no other slide is called
// b; extensions .geojson, .json, .xml. A slide with several gets a roi_error, one with none is marked roi_missing.
// Returns the annotations in the folder itself that no slide took, sorted. Throws std::invalid_argument when `roi` does
// not exist, or is a file and there is more than one slide.
std::vector<std::string> assignAnnotations(const std::filesystem::path& roi, InputList& inputs);

// Throws std::invalid_argument where tumour cells are selected by regions (tumour.selection "roi"), and no slide of a
// list that has slides has any.
void requireRegionsToSelectBy(const Configuration& configuration, const InputList& inputs);

// The annotation of a slide; nothing for a slide without one. Throws ReadError as readSlideAnnotation, for a slide
// with a roi_error, and where tumour.selection "roi" has no include region to select by.
[[nodiscard]] std::optional<SlideAnnotation> annotationOf(const SlideInput& slide, const SlideLevel& level0,
                                                          const Configuration& configuration);

}  // namespace herald
