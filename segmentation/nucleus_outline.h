// Outline of one nucleus, and how well it is one: the smooth closed curve round its seed where the nuclear signal falls
// off most, with no membrane between.
//
// 32 rays from the seed; dynamic programming over (ray, radius) maximises the summed outward fall of the signal with a
// bounded change of radius from ray to ray, less a price for every membrane a ray crosses (a polar active contour,
// after Bamford & Lovell, Signal Process 1998;71:203). The score is the fall along the outline, with a share for its
// weakest quarter: a nucleus has an edge all round, while half of one, or an island of cytoplasm, has a side without.
// Small and thin outlines score less. An outline knows nothing of other nuclei and depends only on pixels within
// outlineReachUm. Pure functions; thread-safe.
#pragma once

#include <array>
#include <span>
#include <vector>

#include "segmentation/cell_record.h"
#include "segmentation/membraneness.h"
#include "segmentation/nuclei.h"
#include "stain/image.h"

namespace herald {

// Direction of ray i: unit vector, clockwise from straight up (image coordinates, y down).
struct RayDirection {
  double x = 0;
  double y = 0;
};

namespace nucleus_rays {
// Sines of 0, 11.25, ... 90 degrees, written out so that no mathematics library can round them differently.
inline constexpr std::array<double, 9> kSines = {0,
                                                 0.19509032201612825,
                                                 0.38268343236508978,
                                                 0.55557023301960218,
                                                 0.70710678118654746,
                                                 0.83146961230254524,
                                                 0.92387953251128674,
                                                 0.98078528040323043,
                                                 1};
// Tangents of 11.25, 22.5, ... 78.75 degrees: the borders between the rays of a quadrant.
inline constexpr std::array<double, 7> kTangents = {0.19891236737965801, 0.41421356237309503, 0.66817863791929888,
                                                    0.99999999999999989, 1.4966057626654889,  2.4142135623730949,
                                                    5.0273394921258463};
constexpr double sine(int i) {
  const int step = i & 15;
  const double value = kSines.at(static_cast<std::size_t>(step <= 8 ? step : 16 - step));
  return (i & 16) == 0 ? value : -value;
}
constexpr std::array<RayDirection, kNucleusOutlinePoints> directions() {
  static_assert(kNucleusOutlinePoints == 32);
  std::array<RayDirection, kNucleusOutlinePoints> rays{};
  for (int i = 0; i < kNucleusOutlinePoints; ++i) rays.at(static_cast<std::size_t>(i)) = {sine(i), -sine((i + 8) & 31)};
  return rays;
}
// The ray at or before the direction (dx, dy), which must not be zero.
constexpr std::size_t rayBefore(double dx, double dy) {
  std::size_t quadrant = 3;
  double opposite = -dy;
  double adjacent = -dx;
  if (dx >= 0 && dy < 0) {
    quadrant = 0, opposite = dx, adjacent = -dy;
  } else if (dx > 0 && dy >= 0) {
    quadrant = 1, opposite = dy, adjacent = dx;
  } else if (dx <= 0 && dy > 0) {
    quadrant = 2, opposite = -dx, adjacent = dy;
  }
  std::size_t steps = 0;
  for (const double tangent : kTangents) steps += opposite >= adjacent * tangent ? 1 : 0;
  return quadrant * 8 + steps;
}
}  // namespace nucleus_rays

inline constexpr std::array<RayDirection, kNucleusOutlinePoints> kNucleusRays = nucleus_rays::directions();

struct NucleusOutline {
  std::array<float, kNucleusOutlinePoints> radius_um{};  // along kNucleusRays

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
  // Distance from the seed to the polygon in the direction (dx, dy), any length, micrometres; its largest radius for
  // the zero direction.
  [[nodiscard]] double radiusToward(double dx, double dy) const;
  [[nodiscard]] bool contains(double dx_um, double dy_um) const;
  // The outline moved outwards by `distance_um` along every ray.
  [[nodiscard]] NucleusOutline grownBy(double distance_um) const;
  // Its part within a box round the seed: how far the box reaches from the seed to each side, micrometres.
  struct Box {
    double left_um = 0, top_um = 0, right_um = 0, bottom_um = 0;
  };
  [[nodiscard]] NucleusOutline clippedTo(const Box& box) const;
};

struct NucleusOutlineScratch {
  std::vector<float> profile;
  std::vector<float> gain;
  std::vector<float> best;
  std::vector<float> next;
  std::vector<std::uint8_t> from;
};

struct OutlinedNucleus {
  NucleusOutline outline;
  float score_od = 0;
};

// How far a pixel can be from the seed of an outline that depends on it, micrometres, the smoothing of the signal and
// the reach of membraneness included.
[[nodiscard]] double outlineReachUm(const NucleusOptions& options, const MembranenessOptions& membraneness);

// The signal outlines are looked for in: nuclear signal smoothed with a sigma of 0.9 um, so that chromatin has no
// edges.
void smoothForOutlines(const Image<float>& signal, double um_per_px, Image<float>& smooth, SmoothingScratch& scratch);

// `signal`: of smoothForOutlines, analysis pixels; `membraneness`: of the same size (membraneness.h). Outside the
// images both repeat their borders.
[[nodiscard]] OutlinedNucleus outlineNucleus(ImageView<float> signal, ImageView<float> membraneness,
                                             const NucleusSeed& seed, double um_per_px, const NucleusOptions& options,
                                             NucleusOutlineScratch& scratch);

// Share of the smaller outline's area that lies in the other, 0-1, on a polar lattice of 128 points.
// (dx_um, dy_um): from the seed of `a` to the seed of `b`.
[[nodiscard]] double sharedPart(const NucleusOutline& a, const NucleusOutline& b, double dx_um, double dy_um);

}  // namespace herald
