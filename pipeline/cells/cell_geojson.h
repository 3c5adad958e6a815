// cells.geojson.gz: the cells as QuPath's cell objects. A gzipped FeatureCollection, one feature a line, streamed.
//
// Each feature: `id` (cell_identity.h), `geometry` = the closed cell outline and sibling `nucleusGeometry`, polygons in
// level-0 pixels; `properties.objectType` "cell", `classification` {name, colour} (class_palette.h), `measurements`
// name -> number with the names of cells.h5ad; a number that is not known is the string "NaN".
// Exterior rings have positive area in (x, y) (RFC 7946). An outline that crosses itself is written as its convex hull,
// one without area as the square of the seed pixel, so that every polygon is valid.
// Coordinates are quarters of a pixel and written in full; measurements are rounded to four decimals, trailing zeros
// left out. The file is a chain of gzip members (gzip_member.h) of 512 cells.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "pipeline/analysis/slide_result.h"

namespace herald {

// One cell as a line of GeoJSON, without the comma.
[[nodiscard]] std::string cellFeature(const CellRecord& cell, const CellStaining& staining,
                                      std::string_view quick_hash);

// Writes the file aside and renames it. Equal results give equal bytes, whatever the number of threads (at least 1; at
// most those of the oneTBB arena it is called in).
// A thread holds one block of cells, its text as far as it is not compressed, and the block compressed: 25 MB for
// 10,000 cells. Throws OutputError. Thread-safe for different paths.
void writeCellGeoJson(const SlideResult& result, const std::filesystem::path& path, int threads = 1);

}  // namespace herald
