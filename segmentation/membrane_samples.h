// Samples of the full-resolution planes along the normals of an outline.
//
// Samples are bilinear, in float, straight from the plane; where it ends, from a small copy of the part round the
// cell that repeats their borders. Positions are offsets from the seed, so that every sample is the same to the last
// bit wherever in a tile the cell lies. Pure functions; thread-safe.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "segmentation/cell_outline.h"
#include "segmentation/cell_record.h"
#include "stain/unmixing.h"

namespace herald {

inline constexpr int kMostNormalSamples = 128;

using SectorValues = std::array<float, kMembraneSectors>;

// Where samples lie: at (centre + (downsample - 1) / 2 + downsample * point + i * step_px * normal) in pixel-centre
// coordinates of the planes, for i from -half to half.
struct NormalSampling {
  int centre_x = 0;
  int centre_y = 0;
  int downsample = 1;
  float step_px = 1;  // at most 16
  int half = 0;       // 2 * half + 1 <= kMostNormalSamples
};

// [sample][sector], from inside to outside, optical density.
struct NormalSamples {
  int count = 0;  // samples of a normal
  std::array<SectorValues, kMostNormalSamples> dab{};
  std::array<SectorValues, kMostNormalSamples> blue_minus_red{};
  std::vector<BrownPixel> window;  // scratch: the planes round a cell at their border
};

// Samples the planes and averages each normal with its two neighbours on the outline, 1 : 2 : 1: a membrane runs on
// from sector to sector while noise does not. Outside the planes their border is repeated. No sample may lie farther
// than 1000 pixels from the centre; the planes must not be empty.
void sampleNormals(ImageView<BrownPixel> brown, const CellOutline& outline, const NormalSampling& sampling,
                   NormalSamples& samples);

}  // namespace herald
