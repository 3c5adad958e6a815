// The annotation of one slide: a file of regions, checked, each with the role its class gives it.
//
// Coordinates are level-0 pixels of the whole slide. (QuPath shows a MIRAX slide cut to its scanned part; coordinates
// of such an export are off by that part's corner.) Objects without a class are include regions, unless others have an
// include class, or a text of theirs has a word that is a class of another role: then they are an error
// (annotation_role.h). Reads files; thread-safe.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "pipeline/annotations/annotation_classes.h"
#include "pipeline/slides/slide_source.h"
#include "segmentation/regions.h"

namespace herald {

// Larger files are refused; exports with every cell of a slide have some 100 MB.
inline constexpr std::uintmax_t kLargestAnnotationFileBytes = std::uintmax_t{1} << 30;

struct SlideAnnotation {
  std::string file;    // its name, without folders
  std::string format;  // qupath | imagescope | halo | asap
  std::string hash;    // of the content, hash128HexOfFile
  SlideRegions regions;
  // Objects by role; ignored: of a class in annotation.ignore, of QuPath's detections, or without an area.
  std::int64_t include = 0;
  std::int64_t exclude = 0;
  std::int64_t controls = 0;
  std::int64_t ignored = 0;
};

// Throws ReadError with one line, file and object named: unreadable, broken or too large; an unknown class; no object
// with a role; a polygon with fewer than 3 points, that crosses or touches itself, or that reaches beyond the slide by
// more than a hundredth of its longer side (what is drawn by hand goes over the border).
[[nodiscard]] SlideAnnotation readSlideAnnotation(const std::filesystem::path& path, const SlideLevel& level0,
                                                  const AnnotationOptions& options);

}  // namespace herald
