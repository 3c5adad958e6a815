// What is in a TIFF beside the pixels that are read, so that nobody takes part of a file for the whole. Pure;
// thread-safe.
#pragma once

#include <span>
#include <string>

#include "pipeline/slides/slide_source.h"
#include "pipeline/slides/tiff_pages.h"

namespace herald {

// Fills `unread` from the pages that are neither a level of `description` nor a smaller copy of level 0, and notes
// them; notes the orientation of a level 0 in tiles, too, which is not followed. Of an Aperio slide untiled pages
// smaller than half of level 0 are label, overview and thumbnail, which are never read. A page of level 0's size is a
// z-plane, time point or channel as far as OME-XML or ImageJ's text of the first page tells of such; else, and when it
// has half of level 0's pixels or more, it can show another section. `tiled`: levels are tiled pages.
void describePages(const TiffPages& file, bool tiled, SlideDescription& description);

// "page 2 (1024 x 1024 px), 3 z-planes (300 x 200 px)"; of many kinds and sizes the first four.
[[nodiscard]] std::string unreadText(std::span<const UnreadPicture> pictures);

// Notes an orientation other than 1 of a picture that is left as it is stored.
void noteOrientation(int orientation, SlideDescription& description);

}  // namespace herald
