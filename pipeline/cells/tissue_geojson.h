// tissue.geojson: what pass 1 saw on the slide, as QuPath annotations: one feature a class (Tissue is what can
// be assessed; Pen, Debris, Out of focus, Fold, Coverslip edge, Red cells, Dust; glass is the rest, classes that do not
// occur are left out), each a MultiPolygon with holes in level-0 pixels,
// along the edges of the mask's pixels.
#pragma once

#include <filesystem>
#include <string>

#include "pipeline/analysis/slide_result.h"

namespace herald {

// The FeatureCollection, one feature a line. `properties.area_mm2` is there when the pixel size is known. At the right
// and lower border the mask's last pixels may reach beyond the slide by less than one mask pixel. Deterministic;
// thread-safe.
[[nodiscard]] std::string tissueGeoJson(const SlideResult& result);

// Writes it aside and renames it. Throws OutputError.
void writeTissueGeoJson(const SlideResult& result, const std::filesystem::path& path);

}  // namespace herald
