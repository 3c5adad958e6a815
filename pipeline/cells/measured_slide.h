// What is known of a measured slide beside its cells and its tissue mask, as one JSON text for the cell store: all that
// judgeSlide and the outputs take. Numbers have all their digits; regions are polygons of level-0 points.
//   slide{path, stem, folder, case_id, vendor, width, height, quick_hash, notes[]}, pixel_size{um, source},
//   statistics{background[3], background_source, haematoxylin[3], dab[3], stain_source, glass_od, fold_od,
//   grid_origin[2], tissue_mask{width, height, downsample_px, origin[2]}}, refusals[], reading_warnings[],
//   annotation_missing, annotation{file, format, hash, include, exclude, controls, ignored, regions{include[],
//   exclude[], controls[{object, expected, polygons[]}]}} or null, neighbourhood_um
// What decoded the slide is not included: no cell depends on it, and stores are the same whatever did.
// A polygon is a list of rings, the outline first; a ring a list of x, y, x, y, ...
// Pure; thread-safe.
#pragma once

#include <string>

#include "pipeline/analysis/slide_result.h"

namespace herald {

// `result` must have a pixel size and a level. Deterministic.
[[nodiscard]] std::string measuredSlideJson(const SlideResult& result);

// The inverse: a result with status indeterminate that has all that is in the text, and a tissue mask of the right size
// that is all glass. Throws std::invalid_argument naming what is missing or wrong.
[[nodiscard]] SlideResult parseMeasuredSlide(const std::string& json);

}  // namespace herald
