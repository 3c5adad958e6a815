#include "segmentation/nucleus_outline.h"

#include <algorithm>
#include <cmath>

#include "segmentation/sampling.h"

namespace herald {
namespace {

constexpr int kRays = kNucleusOutlinePoints;
constexpr double kRadialStepUm = 0.25;
constexpr double kSmallestRadiusUm = 1.25;
// Outward prior: without it the first of two equal edges wins and nuclei come out 0.4 um too small (prototype). OD per
// micrometre.
constexpr double kOutwardPriorOdPerUm = 0.004;

// Largest radius of each ray: the option, or the bisector to the nearest other seed.
std::array<double, kRays> rayLimits(std::span<const NucleusSeed> seeds, std::size_t index, double um_per_px,
                                    double largest_um) {
  std::array<double, kRays> limits;
  limits.fill(largest_um);
  const NucleusSeed& seed = seeds[index];
  const double reach_px = 2.0 * largest_um / um_per_px;
  const auto consider = [&](const NucleusSeed& other) {
    const double dx = (other.x - seed.x) * um_per_px;
    const double dy = (other.y - seed.y) * um_per_px;
    const double squared = dx * dx + dy * dy;
    if (squared >= 4.0 * largest_um * largest_um) return;
    for (std::size_t i = 0; i < kRays; ++i) {
      const double along = dx * kNucleusRays[i].x + dy * kNucleusRays[i].y;
      if (along > 0) limits[i] = std::min(limits[i], std::max(kSmallestRadiusUm, 0.5 * squared / along));
    }
  };
  for (std::size_t i = index; i-- > 0 && seeds[i].y >= seed.y - reach_px;) consider(seeds[i]);
  for (std::size_t i = index + 1; i < seeds.size() && seeds[i].y <= seed.y + reach_px; ++i) consider(seeds[i]);
  return limits;
}

struct PolarGrid {
  int radii = 0;
  [[nodiscard]] static double radiusUm(int step) { return kSmallestRadiusUm + step * kRadialStepUm; }
};

// Outward fall of the signal at each (ray, radius), plus the outward prior; forbidden beyond the ray's limit.
PolarGrid measureFall(ImageView<float> signal, const NucleusSeed& seed, const std::array<double, kRays>& limits,
                      double um_per_px, double largest_um, std::vector<float>& gain) {
  const PolarGrid grid{static_cast<int>((largest_um - kSmallestRadiusUm) / kRadialStepUm) + 1};
  gain.assign(static_cast<std::size_t>(kRays) * static_cast<std::size_t>(grid.radii), -1e6F);
  constexpr double kHalfBaseUm = 0.5;  // half the distance over which the fall is measured
  for (std::size_t i = 0; i < kRays; ++i) {
    const RayDirection ray = kNucleusRays[i];
    for (int r = 0; r < grid.radii && PolarGrid::radiusUm(r) <= limits[i]; ++r) {
      const auto at = [&](double radius_um) {
        const double px = radius_um / um_per_px;
        return sampleBilinear(signal, seed.x, seed.y, ray.x * px, ray.y * px);
      };
      const double radius_um = PolarGrid::radiusUm(r);
      const double fall = at(radius_um - kHalfBaseUm) - at(radius_um + kHalfBaseUm);
      gain[i * static_cast<std::size_t>(grid.radii) + static_cast<std::size_t>(r)] =
          static_cast<float>(fall + kOutwardPriorOdPerUm * radius_um);
    }
  }
  return grid;
}

// Best circular path by two turns of dynamic programming: the second turn starts from what the first one ended with, so
// the seam leaves no trace but in rare ties.
std::array<int, kRays> bestPath(const PolarGrid& grid, int largest_change, NucleusOutlineScratch& scratch) {
  const auto radii = static_cast<std::size_t>(grid.radii);
  constexpr int kTurns = 2;
  scratch.best.assign(radii, 0.0F);
  scratch.from.assign(radii * kRays * kTurns, 0);
  std::vector<float> next(radii);
  for (int step = 0; step < kRays * kTurns; ++step) {
    const float* gain = scratch.gain.data() + static_cast<std::size_t>(step % kRays) * radii;
    std::uint8_t* from = scratch.from.data() + static_cast<std::size_t>(step) * radii;
    for (int r = 0; r < grid.radii; ++r) {
      int best = r;
      for (int q = std::max(0, r - largest_change); q <= std::min(grid.radii - 1, r + largest_change); ++q) {
        if (scratch.best[static_cast<std::size_t>(q)] > scratch.best[static_cast<std::size_t>(best)]) best = q;
      }
      from[r] = static_cast<std::uint8_t>(best);
      next[static_cast<std::size_t>(r)] = scratch.best[static_cast<std::size_t>(best)] + gain[r];
    }
    scratch.best.swap(next);
  }
  std::array<int, kRays> path{};
  int r = static_cast<int>(std::max_element(scratch.best.begin(), scratch.best.end()) - scratch.best.begin());
  for (int step = kRays * kTurns - 1; step >= kRays; --step) {
    path[static_cast<std::size_t>(step % kRays)] = r;
    r = scratch.from[static_cast<std::size_t>(step) * radii + static_cast<std::size_t>(r)];
  }
  return path;
}

struct Moments {
  double area = 0, mx = 0, my = 0, mxx = 0, myy = 0, mxy = 0;
};

// Green's theorem over the polygon's triangles from the seed.
Moments polygonMoments(const NucleusOutline& outline) {
  Moments m;
  for (std::size_t i = 0; i < kRays; ++i) {
    const std::size_t j = (i + 1) % kRays;
    const double x0 = kNucleusRays[i].x * static_cast<double>(outline.radius_um[i]);
    const double y0 = kNucleusRays[i].y * static_cast<double>(outline.radius_um[i]);
    const double x1 = kNucleusRays[j].x * static_cast<double>(outline.radius_um[j]);
    const double y1 = kNucleusRays[j].y * static_cast<double>(outline.radius_um[j]);
    const double cross = x0 * y1 - x1 * y0;
    m.area += cross / 2;
    m.mx += cross * (x0 + x1) / 6;
    m.my += cross * (y0 + y1) / 6;
    m.mxx += cross * (x0 * x0 + x0 * x1 + x1 * x1) / 12;
    m.myy += cross * (y0 * y0 + y0 * y1 + y1 * y1) / 12;
    m.mxy += cross * (2 * x0 * y0 + x0 * y1 + x1 * y0 + 2 * x1 * y1) / 24;
  }
  return m;
}

}  // namespace

double NucleusOutline::areaUm2() const {
  return polygonMoments(*this).area;
}

NucleusOutline::Offset NucleusOutline::centroid() const {
  const Moments m = polygonMoments(*this);
  return {m.mx / m.area, m.my / m.area};
}

double NucleusOutline::eccentricity() const {
  const Moments m = polygonMoments(*this);
  const double cx = m.mx / m.area;
  const double cy = m.my / m.area;
  const double xx = m.mxx / m.area - cx * cx;
  const double yy = m.myy / m.area - cy * cy;
  const double xy = m.mxy / m.area - cx * cy;
  const double mean = (xx + yy) / 2;
  const double spread = std::sqrt(std::max(0.0, (xx - yy) * (xx - yy) / 4 + xy * xy));
  return std::sqrt(std::clamp(1.0 - (mean - spread) / (mean + spread), 0.0, 1.0));
}

double NucleusOutline::radiusToward(double dx, double dy) const {
  if (dx == 0 && dy == 0) return static_cast<double>(*std::max_element(radius_um.begin(), radius_um.end()));
  const std::size_t i = nucleus_rays::rayBefore(dx, dy);
  const std::size_t j = (i + 1) % kRays;
  // Where the line from the seed meets the polygon's edge from point a to point b.
  const double ax = kNucleusRays[i].x * static_cast<double>(radius_um[i]);
  const double ay = kNucleusRays[i].y * static_cast<double>(radius_um[i]);
  const double bx = kNucleusRays[j].x * static_cast<double>(radius_um[j]);
  const double by = kNucleusRays[j].y * static_cast<double>(radius_um[j]);
  const double length = std::sqrt(dx * dx + dy * dy);
  return (ax * by - ay * bx) * length / (dx * (by - ay) - dy * (bx - ax));
}

NucleusOutline outlineNucleus(ImageView<float> signal, std::span<const NucleusSeed> seeds, std::size_t index,
                              double um_per_px, const NucleusOptions& options, NucleusOutlineScratch& scratch) {
  const NucleusSeed& seed = seeds[index];
  // A nucleus is not much larger than the scale it was found at.
  const double largest_um = std::min(options.largest_outline_um, 1.9 * static_cast<double>(seed.radius_um));
  const auto limits = rayLimits(seeds, index, um_per_px, largest_um);
  const PolarGrid grid = measureFall(signal, seed, limits, um_per_px, largest_um, scratch.gain);
  const int largest_change = std::max(1, static_cast<int>(std::lround(options.outline_step_um / kRadialStepUm)));
  const auto path = bestPath(grid, largest_change, scratch);
  NucleusOutline outline;
  for (std::size_t i = 0; i < kRays; ++i) {
    outline.radius_um[i] = static_cast<float>(std::min(PolarGrid::radiusUm(path[i]), limits[i]));
  }
  return outline;
}

}  // namespace herald
