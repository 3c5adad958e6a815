// Plain images by the same path as slides: PNG and BMP (OpenCV), JPEG (libjpeg-turbo), TIFF that OpenSlide does not
// know (libtiff). One level, held in memory, 8-bit RGB.
//
// Transparency is laid over white; 16 bits per channel are scaled to 8, with a note; greyscale, 1-bit and paletted
// images open and `description().greyscale` says when there is no colour. A damaged file is an error, never a partly
// grey image. The resolution is taken from TIFF tags and description, PNG pHYs and JPEG JFIF density where plausible.
// Of a TIFF's pages the largest is read, the others are told of (unread_pictures.h). TIFF's flips are undone; an
// orientation on the side, and any of JPEG's EXIF, is noted, and coordinates are those of the stored pixels.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "pipeline/slides/slide_source.h"

namespace herald {

// Larger plain images are refused: they are held in memory whole. Pixels; 16384 x 16384 takes 0.8 GB, twice that while
// it is decoded.
inline constexpr std::int64_t kMaximumImagePixels = std::int64_t{16384} * 16384;

// Opens a plain image by its first bytes. Throws ReadError.
[[nodiscard]] std::unique_ptr<SlideSource> openImageSource(const std::filesystem::path& path);

}  // namespace herald
