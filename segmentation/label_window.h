// One label of an image of labels, cut out as a binary picture.
//
// Pure functions; thread-safe; no memory is taken once a window has had its largest size.
#pragma once

#include <cstdint>
#include <vector>

#include "segmentation/bit_mask.h"
#include "stain/image.h"

namespace herald {

// A window of an image of labels: 1 where a pixel is `label`. Pixel (0, 0) of `mask` is (left, top) of the image.
struct LabelWindow {
  BitMask mask;
  int left = 0;
  int top = 0;
  std::vector<BitMask::Word> rows;  // scratch
};

// The window within `reach_px` of (x, y) and within the image: the rows up to the first one above and below (x, y) that
// holds no such pixel, and of those the columns from the first to the last that does. Empty (no row) when (x, y) is not
// `label`.
void cutOut(ImageView<std::int32_t> labels, std::int32_t label, int x, int y, int reach_px, LabelWindow& window);

}  // namespace herald
