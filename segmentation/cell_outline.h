// The outline of one territory as 64 points in equal steps of arc length, with outward normals.
//
// Parts of the seed's 4-connected piece that hang on it by a neck are cut off; its border is followed along pixel
// edges, smoothed round the closed curve with a Gaussian, and resampled; it is the line on which the membrane is then
// looked for. Pure functions; thread-safe.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "segmentation/bit_mask.h"
#include "segmentation/cell_record.h"
#include "segmentation/label_window.h"
#include "stain/image.h"

namespace herald {

struct OutlinePoint {
  float x = 0;  // offset from the centre of the seed's analysis pixel, in analysis pixels
  float y = 0;
  float normal_x = 0;  // unit vector out of the cell
  float normal_y = 0;
};

struct CellOutline {
  std::array<OutlinePoint, kMembraneSectors> points{};  // clockwise, from the point straight above the seed
  float length_px = 0;                                  // analysis pixels
  float area_px = 0;
};

// Smoothing of the traced border: sigma, in pixel edges (each one analysis pixel long). Takes the staircase away and
// keeps corners of columnar cells; chosen by eye on core 3.
inline constexpr double kOutlineSmoothingPx = 1.5;

// A part of a territory that hangs on the rest by a neck narrower than twice this disc is not the cell: fronts leak
// through gaps of the membrane and fan out behind it. Analysis pixels (7 across, 3.5 um).
inline constexpr int kNeckRadiusPx = kLargestDiscPx;

// A closed curve of `count` points: offsets from the centre of the seed's pixel, and the length from each point to the
// next. The vectors are longer and keep their size.
struct Curve {
  std::size_t count = 0;
  std::vector<float> x;
  std::vector<float> y;
  std::vector<float> length;

  // Room for so many points.
  void reserve(std::size_t points) {
    if (x.size() >= points) return;
    for (auto* values : {&x, &y, &length}) values->resize(points);
  }
};

struct CellOutlineScratch {
  LabelWindow window;  // after traceCell: the pixels of that cell round its seed, before anything is cut off
  BitMask piece;
  BitMask deep;
  BitMask kept;
  BitMaskScratch morphology;
  Curve border;
  Curve smooth;
};

// Outline of the piece of `cell` (value `index`) that holds the seed; nothing when the seed pixel is not of that cell
// or the piece has fewer than 12 pixels (3 um2: no cell). `reach_px`: the territory lies within this many pixels of the
// seed. Holes are ignored.
[[nodiscard]] std::optional<CellOutline> traceCell(ImageView<std::int32_t> cell, std::int32_t index, int seed_x,
                                                   int seed_y, int reach_px, CellOutlineScratch& scratch);

}  // namespace herald
