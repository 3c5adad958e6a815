// Whole-slide formats through OpenSlide (Goode et al., J Pathol Inform 2013;4:27).
//
// An OpenSlide handle is dead after its first error, so it is checked after every call. Pixels are premultiplied ARGB
// and are laid over white. OpenSlide takes positions in level 0 and resamples where they lie between two pixels of the
// level, as they do when its downsample is not a whole number: regions are then read from a position before them at
// which it does not, so that a pixel is the same in whatever region it is read. Only where there is none within 3072 px
// is it resampled, by less than half a level-0 pixel.
//
// Of Aperio and generic TIFF, whose pages OpenSlide takes as they come, a level is what can be a smaller copy of level
// 0 (isNextLevel). What OpenSlide says of a file it cannot open is the cause in the error, and not on stderr.
#pragma once

#include <filesystem>
#include <memory>

#include "pipeline/slides/slide_source.h"

namespace herald {

// Nothing when OpenSlide does not know the format. Throws ReadError when it knows it and cannot open it.
[[nodiscard]] std::unique_ptr<SlideSource> tryOpenWithOpenSlide(const std::filesystem::path& path);

}  // namespace herald
