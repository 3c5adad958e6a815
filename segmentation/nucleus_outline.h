// Outline of one nucleus: the smooth closed curve round its seed where the nuclear signal falls off most.
//
// 32 rays from the seed; dynamic programming over (ray, radius) maximises the summed outward fall of the signal with a
// bounded change of radius from ray to ray (a polar active contour, after Bamford & Lovell, Signal Process
// 1998;71:203). A ray ends at the bisector to the next seed, so neighbouring nuclei cannot overlap. Depends only on
// pixels within NucleusOptions::largest_outline_um and seeds within twice that. Pure functions; thread-safe.
#pragma once

#include <array>
#include <span>
#include <vector>

#include "segmentation/cell_record.h"
#include "segmentation/nuclei.h"
#include "stain/image.h"

namespace herald {

struct NucleusOutline {
  std::array<float, kNucleusOutlinePoints> radius_um{};  // clockwise from straight up (image coordinates)

  // Area of the polygon through the ray ends, um2.
  [[nodiscard]] double areaUm2() const;
  // Centroid relative to the seed, micrometres.
  struct Offset {
    double x_um = 0;
    double y_um = 0;
  };
  [[nodiscard]] Offset centroid() const;
  // 0 (circle) to 1 (line), from the second moments of the polygon.
  [[nodiscard]] double eccentricity() const;
  // Is a point relative to the seed inside? Linear between rays.
  [[nodiscard]] bool contains(double dx_um, double dy_um) const;
};

// Direction of ray i: unit vector, clockwise from straight up.
struct RayDirection {
  double x = 0;
  double y = 0;
};
[[nodiscard]] const std::array<RayDirection, kNucleusOutlinePoints>& nucleusRays();

struct NucleusOutlineScratch {
  std::vector<float> gain;
  std::vector<float> best;
  std::vector<std::uint8_t> from;
};

// `signal`: nuclear signal (optical density), lightly smoothed, analysis pixels. `seeds` in row-major order (any subset
// of the image); `index` is the one outlined. Outside the image the signal repeats its border.
[[nodiscard]] NucleusOutline outlineNucleus(ImageView<float> signal, std::span<const NucleusSeed> seeds,
                                            std::size_t index, double um_per_px, const NucleusOptions& options,
                                            NucleusOutlineScratch& scratch);

}  // namespace herald
