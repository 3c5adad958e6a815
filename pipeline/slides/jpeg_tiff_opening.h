// Opens tiled-JPEG TIFF for jpeg_tiff_source.h: what of the file is a level, and whether all of it can be read without
// OpenSlide.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "pipeline/slides/jpeg_tiff_source.h"
#include "pipeline/slides/slide_source.h"

namespace herald {

struct JpegTiffAttempt {
  std::unique_ptr<SlideSource> source;  // nothing when the file is not for this decoder
  std::string obstacle;                 // why not, to follow the file's name
};

// Takes `opened`, the same file through OpenSlide, as its description and oracle: its levels must be found in the file
// with the same sizes, and level 0 must be direct. Levels that cannot be decoded here (other compression, tiles missing
// in or above them) are read through `opened`, which is kept for them alone. On refusal `opened` is left as it was.
// Missing tiles are white. OpenSlide paints those of an Aperio slide above level 0 from the level before; in a generic
// TIFF they are errors of its versions before 4.
[[nodiscard]] JpegTiffAttempt tryOpenJpegTiff(const std::filesystem::path& path, std::unique_ptr<SlideSource>& opened,
                                              const JpegTiffOptions& options = {});

// The same for a file that OpenSlide cannot open (an Aperio slide whose levels are out of order) or does not know (a
// preview in strips before the slide). All levels must be direct, and no page larger.
[[nodiscard]] JpegTiffAttempt tryOpenJpegTiffAlone(const std::filesystem::path& path,
                                                   const JpegTiffOptions& options = {});

}  // namespace herald
