// Pixel size, and planes, from the description of a picture (TIFF's ImageDescription), as microscopes' programs write
// it. Pure; thread-safe.
#pragma once

#include <optional>
#include <string_view>

#include "pipeline/slides/resolution.h"
#include "pipeline/slides/slide_source.h"

namespace herald {

// Adds what `text` says of the pixel size of a picture of `level0`'s size to `description`, from
// - "ome-xml": PhysicalSizeX and PhysicalSizeY of the first image of that size, with their units (default um);
// - "imagej": the tags in the unit of a text that begins with "ImageJ=";
// - "description": "MPP = 0.25", "mpp_x: 0.25", "PixelSize = 250 nm" and their like in any other text; without a unit
//   MPP is micrometres, and a pixel size is not used.
// What is there and cannot be used goes to unusable_pixel_sizes: numbers and known units alone, no other word of the
// text.
void addDescribedPixelSize(std::string_view text, const ResolutionTags& tags, const SlideLevel& level0,
                           SlideDescription& description);

// How many pictures of level 0's size the same text says there are: SizeZ, SizeT and Channel elements of OME-XML,
// slices, frames and channels of ImageJ; 1 where it says nothing.
struct DescribedPlanes {
  int z = 1;
  int times = 1;
  int channels = 1;
};
[[nodiscard]] DescribedPlanes describedPlanes(std::string_view text, const SlideLevel& level0);

// The length of a unit in micrometres: "nm", "um", "micron", "mm", "inch", ... in any common spelling; nothing for what
// is no unit of length.
[[nodiscard]] std::optional<double> unitUm(std::string_view unit);

}  // namespace herald
