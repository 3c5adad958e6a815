// The shape of a nucleus: a closed polygon given by its distance from the seed along 32 rays, and what is measured of
// it.
//
// Pure functions; thread-safe.
#pragma once

#include <array>
#include <cstddef>

#include "segmentation/cell_record.h"

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

  struct Offset {
    double x_um = 0;
    double y_um = 0;
  };
  // Of the polygon through the ray ends.
  struct Measures {
    double area_um2 = 0;
    Offset centroid;          // relative to the seed
    double eccentricity = 0;  // 0 (circle) to 1 (line), from the second moments
  };
  [[nodiscard]] Measures measures() const;
  // One of them alone; each costs as much as all.
  [[nodiscard]] double areaUm2() const { return measures().area_um2; }
  [[nodiscard]] Offset centroid() const { return measures().centroid; }
  [[nodiscard]] double eccentricity() const { return measures().eccentricity; }
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

}  // namespace herald
