// Opens a slide with the reader that is for it. slide_source.h says what is read then.
#pragma once

#include <filesystem>
#include <memory>

#include "pipeline/slides/slide_source.h"

namespace herald {

// Who reads a whole-slide image: kAuto = the direct reader where the file is for it, else OpenSlide.
enum class ReaderChoice { kAuto, kDirect, kOpenSlide };

// Opens what OpenSlide recognises with the reader asked for, else as a plain image by its first bytes (not by its
// extension). Pixels and description are the same with every reader but for `reader`. Throws ReadError for anything
// that cannot be opened, with file and cause, and where the reader asked for cannot read the file. Not thread-safe
// against itself: it turns off the messages libtiff and OpenCV print, which are settings of the whole program.
[[nodiscard]] std::unique_ptr<SlideSource> openSlideSource(const std::filesystem::path& path,
                                                           ReaderChoice reader = ReaderChoice::kAuto);

}  // namespace herald
