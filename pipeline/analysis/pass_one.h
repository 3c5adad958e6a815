// Pass 1: the whole slide at low resolution. Everything a later step needs as a statistic is computed here once and
// frozen.
#pragma once

#include "pipeline/analysis/frozen_statistics.h"
#include "pipeline/analysis/slide_result.h"
#include "pipeline/slides/slide_source.h"
#include "stain/artefacts.h"
#include "stain/background.h"
#include "stain/slide_kind.h"
#include "stain/slide_statistics.h"
#include "stain/stain_estimate.h"
#include "stain/tissue_mask.h"
#include "stain/units.h"

namespace herald {

struct PassOneOptions {
  BackgroundOptions background;
  TissueMaskOptions tissue;
  ArtefactOptions artefact;
  SlideKindOptions slide_kind;
  StainEstimateOptions stain;
};

void validate(const PassOneOptions& options);

struct PassOne {
  Thumbnail picture;  // the whole slide, at most about 2048 px a side and no coarser than 8 um per pixel
  SlideStatistics statistics;
  SlideKind kind;
};

// Reads the slide's best low-resolution level (level 0 in blocks where there is no other) and a sample of tissue at
// full resolution for the stain vectors. `frozen`: statistics to take instead of measuring them; the tissue mask is
// this picture's own all the same. Reads with `threads` (>= 1) threads; the result does not depend on their number.
// Throws ReadError.
[[nodiscard]] PassOne passOne(SlideSource& source, PixelSize level0_pixel_size, const PassOneOptions& options,
                              const FrozenStatistics* frozen = nullptr, int threads = 1);

// Pixels that passOne reads for its picture: many where the slide has no level of low resolution.
[[nodiscard]] std::int64_t picturePixels(const SlideDescription& description, PixelSize level0_pixel_size);

// The whole slide averaged to `downsample` (a whole number >= 1) level-0 pixels per pixel. Reads blocks in parallel in
// the caller's oneTBB arena. Throws ReadError.
[[nodiscard]] Thumbnail readPicture(SlideSource& source, int downsample);

}  // namespace herald
