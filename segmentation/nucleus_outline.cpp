#include "segmentation/nucleus_outline.h"

#include <algorithm>
#include <cmath>

#include "segmentation/sampling.h"

namespace herald {
namespace {

constexpr int kRays = kNucleusOutlinePoints;
constexpr double kRadialStepUm = 0.25;
constexpr double kSmallestRadiusUm = 1.25;
// Half the distance over which the fall is measured, in radial steps.
constexpr int kHalfBaseSteps = 2;
// How many radial steps before the outline a membrane may begin: blurred, it lies on the rim of a nucleus beside it.
constexpr int kClearOfMembraneSteps = 2;
// Outward prior: without it the first of two equal edges wins and nuclei come out too small (prototype). OD per
// micrometre.
constexpr float kOutwardPriorOdPerUm = 0.005F;
// Smoothing of the nuclear signal, micrometres: 0.6 scores islands of cytoplasm and halves of nuclei higher (F1 under
// 3+ membranes 0.86 against 0.89).
constexpr double kSmoothingUm = 0.9;
// An outline reaches no farther than this many times the radius of the blob.
constexpr double kLargestOutlinePerRadius = 2.1;

// Of the score: falls count within these limits, so that a dark nucleus gets no more for its edge than a clear one.
constexpr float kLeastFallOd = -0.05F;
constexpr float kLargestFallOd = 0.2F;
constexpr float kWeakestQuarterShare = 0.3F;
constexpr double kFullRadiusUm = 4.0;     // smaller outlines score less, in proportion
constexpr double kFullHalfWidthUm = 2.4;  // and so do thinner ones: debris, fibroblasts, the rims of nuclei

constexpr double radiusUmOf(int step) {
  return kSmallestRadiusUm + step * kRadialStepUm;
}

// The signal along every ray, from kHalfBaseSteps before the smallest radius to as much after the largest.
void sampleRays(ImageView<float> signal, const NucleusSeed& seed, int radii, double um_per_px,
                std::vector<float>& profile) {
  const int samples = radii + 2 * kHalfBaseSteps;
  profile.resize(static_cast<std::size_t>(kRays * samples));
  auto out = profile.begin();
  for (const RayDirection& ray : kNucleusRays) {
    for (int i = 0; i < samples; ++i) {
      const double px = radiusUmOf(i - kHalfBaseSteps) / um_per_px;
      *out++ = static_cast<float>(sampleBilinear(signal, seed.x, seed.y, ray.x * px, ray.y * px));
    }
  }
}

float fallAt(const std::vector<float>& profile, int radii, int ray, int radius) {
  const auto start = static_cast<std::size_t>(ray * (radii + 2 * kHalfBaseSteps) + radius);
  return profile[start] - profile[start + 2 * kHalfBaseSteps];
}

// What an outline gains at each (ray, radius): the fall there and the outward prior, less the price of the membrane
// between the seed and kClearOfMembraneSteps before it, where the rim of the nucleus lies.
void measureGains(ImageView<float> membraneness, const NucleusSeed& seed, int radii, double um_per_px,
                  const NucleusOptions& options, NucleusOutlineScratch& scratch) {
  // The membranes of a nuclear marker are nuclei.
  const auto price =
      static_cast<float>(options.dab_coefficient > 0 ? options.membrane_price_od_per_um * kRadialStepUm : 0);
  scratch.gain.resize(static_cast<std::size_t>(kRays * radii));
  float* gain = scratch.gain.data();
  for (int i = 0; i < kRays; ++i) {
    const RayDirection& ray = kNucleusRays[static_cast<std::size_t>(i)];
    float crossed = 0;
    for (int r = 0; r < radii; ++r) {
      if (price > 0 && r > kClearOfMembraneSteps) {
        const double px = radiusUmOf(r - kClearOfMembraneSteps) / um_per_px;
        crossed += static_cast<float>(sampleBilinear(membraneness, seed.x, seed.y, ray.x * px, ray.y * px));
      }
      *gain++ = fallAt(scratch.profile, radii, i, r) + kOutwardPriorOdPerUm * static_cast<float>(radiusUmOf(r)) -
                price * crossed;
    }
  }
}

// Rows of radii with a margin on both sides that no path enters.
struct PaddedRow {
  int radii;
  int margin;
  [[nodiscard]] int length() const { return radii + 2 * margin; }
};
constexpr float kForbidden = -1e6F;

// One step of the dynamic programming: `next` = best predecessor within the margin + gain; `from` = which one.
// Straight predecessors win ties, then nearer ones, then smaller radii.
void advance(const PaddedRow& row, const float* best, const float* gain, float* next, std::uint8_t* from) {
  for (int r = 0; r < row.radii; ++r) {
    next[r + row.margin] = best[r + row.margin];
    from[r] = static_cast<std::uint8_t>(row.margin);
  }
  for (int shift = 1; shift <= row.margin; ++shift) {
    for (const int offset : {-shift, shift}) {
      for (int r = 0; r < row.radii; ++r) {
        const float candidate = best[r + row.margin + offset];
        const bool better = candidate > next[r + row.margin];
        next[r + row.margin] = better ? candidate : next[r + row.margin];
        from[r] = better ? static_cast<std::uint8_t>(row.margin + offset) : from[r];
      }
    }
  }
  for (int r = 0; r < row.radii; ++r) next[r + row.margin] += gain[r];
}

// Best circular path by two turns of dynamic programming: the second turn starts from what the first one ended with, so
// the seam leaves no trace but in rare ties.
std::array<int, kRays> bestPath(int radii, int largest_change, NucleusOutlineScratch& scratch) {
  const PaddedRow row{radii, largest_change};
  constexpr int kTurns = 2;
  scratch.best.assign(static_cast<std::size_t>(row.length()), kForbidden);
  scratch.next.assign(static_cast<std::size_t>(row.length()), kForbidden);
  std::fill_n(scratch.best.begin() + row.margin, radii, 0.0F);
  scratch.from.resize(static_cast<std::size_t>(radii * kRays * kTurns));
  for (int step = 0; step < kRays * kTurns; ++step) {
    advance(row, scratch.best.data(), scratch.gain.data() + (step % kRays) * radii, scratch.next.data(),
            scratch.from.data() + step * radii);
    scratch.best.swap(scratch.next);
  }
  std::array<int, kRays> path{};
  const auto first = scratch.best.begin() + row.margin;
  int r = static_cast<int>(std::max_element(first, first + radii) - first);
  for (int step = kRays * kTurns - 1; step >= kRays; --step) {
    path[static_cast<std::size_t>(step % kRays)] = r;
    r += scratch.from[static_cast<std::size_t>(step * radii + r)] - row.margin;
  }
  return path;
}

// Root mean square radius and least half width of an outline, micrometres.
struct Size {
  double radius_um = 0;
  double half_width_um = 0;
};
Size sizeOf(const NucleusOutline& outline) {
  Size size{0, 1e9};
  for (std::size_t i = 0; i < kRays; ++i) {
    const auto radius = static_cast<double>(outline.radius_um[i]);
    size.radius_um += radius * radius / kRays;
    size.half_width_um =
        std::min(size.half_width_um, (radius + static_cast<double>(outline.radius_um[(i + kRays / 2) % kRays])) / 2);
  }
  size.radius_um = std::sqrt(size.radius_um);
  return size;
}

float scoreOf(const NucleusOutline& outline, std::array<float, kRays> falls_od) {
  float mean = 0;
  for (float& fall : falls_od) {
    fall = std::clamp(fall, kLeastFallOd, kLargestFallOd);
    mean += fall / kRays;
  }
  std::nth_element(falls_od.begin(), falls_od.begin() + kRays / 4, falls_od.end());
  const float edge_od = (1 - kWeakestQuarterShare) * mean + kWeakestQuarterShare * falls_od[kRays / 4];
  const Size size = sizeOf(outline);
  const double fullness =
      std::min(1.0, size.radius_um / kFullRadiusUm) * std::min(1.0, size.half_width_um / kFullHalfWidthUm);
  return edge_od * static_cast<float>(fullness);
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

bool NucleusOutline::contains(double dx_um, double dy_um) const {
  return std::sqrt(dx_um * dx_um + dy_um * dy_um) <= radiusToward(dx_um, dy_um);
}

NucleusOutline NucleusOutline::grownBy(double distance_um) const {
  NucleusOutline grown = *this;
  for (float& radius : grown.radius_um) radius += static_cast<float>(distance_um);
  return grown;
}

NucleusOutline NucleusOutline::clippedTo(const Box& box) const {
  NucleusOutline clipped = *this;
  for (std::size_t i = 0; i < kRays; ++i) {
    const RayDirection ray = kNucleusRays[i];
    double limit_um = static_cast<double>(radius_um[i]);
    if (ray.x != 0) limit_um = std::min(limit_um, ray.x > 0 ? box.right_um / ray.x : -box.left_um / ray.x);
    if (ray.y != 0) limit_um = std::min(limit_um, ray.y > 0 ? box.bottom_um / ray.y : -box.top_um / ray.y);
    clipped.radius_um[i] = static_cast<float>(limit_um);
  }
  return clipped;
}

double outlineReachUm(const NucleusOptions& options, const MembranenessOptions& membraneness) {
  constexpr double kRoundingUm = 2.0;  // kernels and samples are rounded up to whole pixels
  return options.largest_outline_um +
         std::max(kHalfBaseSteps * kRadialStepUm + 3 * kSmoothingUm, membraneness.reachUm()) + kRoundingUm;
}

void smoothForOutlines(const Image<float>& signal, double um_per_px, Image<float>& smooth, SmoothingScratch& scratch) {
  gaussianSmooth(signal, kSmoothingUm / um_per_px, smooth, scratch);
}

OutlinedNucleus outlineNucleus(ImageView<float> signal, ImageView<float> membraneness, const NucleusSeed& seed,
                               double um_per_px, const NucleusOptions& options, NucleusOutlineScratch& scratch) {
  const double largest_um =
      std::min(options.largest_outline_um, kLargestOutlinePerRadius * static_cast<double>(seed.radius_um));
  const int radii = static_cast<int>((largest_um - kSmallestRadiusUm) / kRadialStepUm) + 1;
  sampleRays(signal, seed, radii, um_per_px, scratch.profile);
  measureGains(membraneness, seed, radii, um_per_px, options, scratch);
  const int largest_change = std::max(1, static_cast<int>(std::lround(options.outline_step_um / kRadialStepUm)));
  const auto path = bestPath(radii, largest_change, scratch);
  OutlinedNucleus nucleus;
  std::array<float, kRays> falls_od{};
  for (int i = 0; i < kRays; ++i) {
    const auto ray = static_cast<std::size_t>(i);
    nucleus.outline.radius_um[ray] = static_cast<float>(radiusUmOf(path[ray]));
    falls_od[ray] = fallAt(scratch.profile, radii, i, path[ray]);
  }
  nucleus.score_od = scoreOf(nucleus.outline, falls_od);
  return nucleus;
}

double sharedPart(const NucleusOutline& a, const NucleusOutline& b, double dx_um, double dy_um) {
  const bool a_smaller = a.areaUm2() <= b.areaUm2();
  const NucleusOutline& small = a_smaller ? a : b;
  const NucleusOutline& large = a_smaller ? b : a;
  const double sign = a_smaller ? -1 : 1;  // from the smaller one's seed, the other seed is at -(dx, dy) or (dx, dy)
  // Points of equal area: along every other ray, the centres of eight rings. Each stands for the square of its ray.
  constexpr int kRings = 8;
  double inside = 0;
  double all = 0;
  for (std::size_t i = 0; i < kRays; i += 2) {
    const auto radius = static_cast<double>(small.radius_um[i]);
    for (int ring = 0; ring < kRings; ++ring) {
      const double at = radius * std::sqrt((ring + 0.5) / kRings);
      all += radius * radius;
      if (large.contains(sign * dx_um + kNucleusRays[i].x * at, sign * dy_um + kNucleusRays[i].y * at)) {
        inside += radius * radius;
      }
    }
  }
  return inside / all;
}

}  // namespace herald
