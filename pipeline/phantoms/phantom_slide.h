// Writes a synthetic slide as scanners do: a pyramidal TIFF of 256-pixel JPEG tiles (4:2:0) at 1, 1/4 and 1/16, with
// the pixel size in its resolution tags and in an Aperio-style description, so that OpenSlide opens it as a whole
// slide; and its truth beside it (phantom_truth.h).
#pragma once

#include <filesystem>
#include <string>

#include "segmentation/phantom/phantom_scene.h"

namespace herald {

// Level 0 is drawn in strips of one tile's height, so that memory is about width x 256 pixels plus 1/16 of the slide.
// The same scene gives the same bytes. Written aside and renamed. Throws OutputError when it cannot be written.
void writePhantomTiff(const PhantomScene& scene, const std::filesystem::path& path);

// <folder>/<stem>.tif and <folder>/<stem>.truth.json, and <stem>.png (level 0, without JPEG) when asked. The folder is
// made. Returns the slide's path. Throws OutputError; std::invalid_argument for options out of range.
std::filesystem::path writePhantomSlide(const PhantomScene& scene, const std::filesystem::path& folder,
                                        const std::string& stem, bool with_png = false);

}  // namespace herald
