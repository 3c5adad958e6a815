// Whole-slide formats through OpenSlide (Goode et al., J Pathol Inform 2013;4:27).
//
// An OpenSlide handle is dead after its first error, so it is checked after every call. Pixels are premultiplied ARGB
// and are laid over white. Reading a level above 0 whose downsample is not a whole number moves the corner to the
// nearest level-0 pixel (OpenSlide takes positions in level 0) and resamples by less than one of its pixels: where
// pixels must be exact, read such a level from its own corner (0, 0).
#pragma once

#include <filesystem>
#include <memory>

#include "pipeline/slide_source.h"

namespace herald {

// Nothing when OpenSlide does not know the format. Throws SlideError when it knows it and cannot open it.
[[nodiscard]] std::unique_ptr<SlideSource> tryOpenWithOpenSlide(const std::filesystem::path& path);

// Version of the OpenSlide library in use.
[[nodiscard]] std::string openSlideVersion();

}  // namespace herald
