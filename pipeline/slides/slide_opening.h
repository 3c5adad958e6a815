// Opens a slide with the right decoder. slide_source.h says what is read then.
#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <string_view>

#include "pipeline/slides/slide_source.h"

namespace herald {

// A format that is opened, by the extension it is looked for with in folders. A file that is named is opened by its
// content.
struct SlideFormat {
  std::string_view extension;  // lower case, without dot
  std::string_view name;
};
[[nodiscard]] std::span<const SlideFormat> slideFormats();

// What decodes a whole-slide image: kAuto = the direct decoder where it can, else OpenSlide.
enum class DecoderChoice { kAuto, kDirect, kOpenSlide };

// Opens what OpenSlide recognises with the decoder asked for; what it does not, or cannot open, with the direct decoder
// where that needs no help; else as a plain image by its first bytes (not by its extension). Pixels and description are
// the same with every decoder but for `decoder`, where OpenSlide reads the file at all: the direct one also reads
// levels in any order, missing tiles of a generic TIFF, and JPEG tiles whose marker contradicts the tag, which
// OpenSlide shows in wrong colours. Throws ReadError for anything that cannot be opened, with file and cause, and where
// the decoder asked for cannot read the file. Not thread-safe against itself: it turns off the messages libtiff, OpenCV
// and OpenSlide print, which are settings of the whole program.
[[nodiscard]] std::unique_ptr<SlideSource> openSlideSource(const std::filesystem::path& path,
                                                           DecoderChoice decoder = DecoderChoice::kAuto);

}  // namespace herald
