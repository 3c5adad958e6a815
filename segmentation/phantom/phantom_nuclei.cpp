#include "segmentation/phantom/phantom_nuclei.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "segmentation/phantom/phantom_cells.h"

namespace herald {
namespace {

constexpr double kTurn = 2 * std::numbers::pi;
constexpr std::size_t kHarmonics = 5;    // of an outline, orders 2-6
constexpr double kClearanceUm = 0.6;     // between nucleus and membrane
constexpr double kUsualFraction = 0.34;  // of the cell that is nucleus; sizes below are for it

struct Ellipse {
  PointUm centre;
  double long_um = 4;
  double short_um = 3;
  double angle = 0;
};

// Direction of the long axis and the ratio of the axes of a polygon's corners.
struct Axis {
  double angle = 0;
  double ratio = 1;
};

Axis principalAxis(const std::vector<PointUm>& polygon, PointUm centre) {
  double xx = 0;
  double xy = 0;
  double yy = 0;
  for (const PointUm& p : polygon) {
    xx += (p.x - centre.x) * (p.x - centre.x);
    xy += (p.x - centre.x) * (p.y - centre.y);
    yy += (p.y - centre.y) * (p.y - centre.y);
  }
  const double spread = std::hypot(xx - yy, 2 * xy);
  const double ratio = std::sqrt((xx + yy + spread) / std::max(1e-9, xx + yy - spread));
  return {0.5 * std::atan2(2 * xy, xx - yy), ratio};
}

// Distance from the centre to the polygon in a direction; 0 when the centre is outside.
double rayToPolygon(const std::vector<PointUm>& polygon, PointUm centre, double angle) {
  const double dx = std::cos(angle);
  const double dy = std::sin(angle);
  double nearest = 1e9;
  for (std::size_t i = 0; i < polygon.size(); ++i) {
    const PointUm& a = polygon[i];
    const PointUm& b = polygon[(i + 1) % polygon.size()];
    const double ex = b.x - a.x;
    const double ey = b.y - a.y;
    const double cross = dx * ey - dy * ex;
    if (std::abs(cross) < 1e-12) continue;
    const double t = ((a.x - centre.x) * ey - (a.y - centre.y) * ex) / cross;
    const double s = ((a.x - centre.x) * dy - (a.y - centre.y) * dx) / cross;
    if (t > 0 && s >= 0 && s <= 1) nearest = std::min(nearest, t);
  }
  return nearest < 1e9 ? nearest : 0;
}

void shape(PhantomNucleus& nucleus, const Ellipse& ellipse, double bumpiness, PhantomRandom& random) {
  nucleus.centre = ellipse.centre;
  std::array<double, kHarmonics> amplitude{};
  std::array<double, kHarmonics> phase{};
  for (std::size_t k = 0; k < kHarmonics; ++k) {
    amplitude[k] = bumpiness * random.uniform(0, 1.0 / (1.0 + 0.6 * static_cast<double>(k)));
    phase[k] = random.uniform(0, kTurn);
  }
  for (int i = 0; i < PhantomNucleus::kAngles; ++i) {
    const double angle = kTurn * i / PhantomNucleus::kAngles;
    const double c = std::cos(angle - ellipse.angle) / ellipse.long_um;
    const double s = std::sin(angle - ellipse.angle) / ellipse.short_um;
    double factor = 1;
    for (std::size_t k = 0; k < kHarmonics; ++k)
      factor += amplitude[k] * std::cos(static_cast<double>(k + 2) * angle + phase[k]);
    nucleus.radius_um[static_cast<std::size_t>(i)] = static_cast<float>(factor / std::sqrt(c * c + s * s));
  }
  nucleus.texture_seed = random.next();
}

void keepInside(PhantomNucleus& nucleus, const std::vector<PointUm>& outline, double clearance_um) {
  std::array<float, PhantomNucleus::kAngles> limited{};
  for (int i = 0; i < PhantomNucleus::kAngles; ++i) {
    const double room = rayToPolygon(outline, nucleus.centre, kTurn * i / PhantomNucleus::kAngles) - clearance_um;
    const auto at = static_cast<std::size_t>(i);
    limited[at] = std::min(nucleus.radius_um[at], static_cast<float>(std::max(0.8, room)));
  }
  for (std::size_t i = 0; i < limited.size(); ++i) {  // smooth inwards: never beyond the limit
    const float before = limited[(i + limited.size() - 1) % limited.size()];
    const float after = limited[(i + 1) % limited.size()];
    nucleus.radius_um[i] = std::min(limited[i], (before + limited[i] + after) / 3);
  }
}

void addNucleoli(PhantomNucleus& nucleus, const Ellipse& ellipse, int count, double od, PhantomRandom& random) {
  for (int i = 0; i < count; ++i) {
    const double angle = random.uniform(0, kTurn);
    const double reach = 0.55 * ellipse.short_um * std::sqrt(random.uniform());
    nucleus.nucleoli.push_back(
        {{ellipse.centre.x + reach * std::cos(angle), ellipse.centre.y + reach * std::sin(angle)},
         static_cast<float>(random.uniform(0.45, 0.85)),
         static_cast<float>(od)});
  }
}

void colourTumourNucleus(PhantomNucleus& nucleus, const Ellipse& ellipse, PhantomRandom& random) {
  const double kind = random.uniform();
  if (kind < 0.5) {  // vesicular: pale, with a sharp rim and a nucleolus
    nucleus.fill_od = static_cast<float>(random.uniform(0.06, 0.10));
    nucleus.rim_od = static_cast<float>(random.uniform(0.06, 0.15));
    nucleus.texture_od = static_cast<float>(random.uniform(0.07, 0.13));
    nucleus.clump_um = static_cast<float>(random.uniform(0.8, 1.3));
    addNucleoli(nucleus, ellipse, 1 + random.below(3), random.uniform(0.10, 0.20), random);
  } else if (kind < 0.96) {  // granular
    nucleus.fill_od = static_cast<float>(random.uniform(0.09, 0.14));
    nucleus.rim_od = static_cast<float>(random.uniform(0.03, 0.10));
    nucleus.texture_od = static_cast<float>(random.uniform(0.07, 0.12));
    nucleus.clump_um = static_cast<float>(random.uniform(0.8, 1.6));
    addNucleoli(nucleus, ellipse, random.below(3), random.uniform(0.06, 0.14), random);
  } else {  // dark, shrunken
    nucleus.fill_od = static_cast<float>(random.uniform(0.14, 0.22));
    nucleus.rim_od = 0.03F;
    nucleus.texture_od = 0.10F;
  }
}

}  // namespace

PhantomNucleus tumourNucleus(const std::vector<PointUm>& outline, PointUm basal, double fraction,
                             PhantomRandom& random) {
  const PointUm centroid = polygonCentroid(outline);
  const Axis axis = principalAxis(outline, centroid);
  const double area = polygonArea(outline);
  const double share =
      std::clamp(random.normal(fraction, 0.07), std::min(0.18, 0.6 * fraction), std::max(0.5, fraction + 0.1));
  const bool wide = fraction > 0.6;  // follows its cell, which cuts off what reaches beyond it
  const double size = std::sqrt(fraction / kUsualFraction);
  const double radius_um = (wide ? 1.25 : 1.0) * std::clamp(std::sqrt(area * share / std::numbers::pi),
                                                            2.8 * std::min(1.0, size), 4.5 * std::max(1.0, size));
  const double ratio =
      std::clamp(1 + (wide ? 1.0 : 0.75) * (axis.ratio - 1) + random.uniform(0, wide ? 0.1 : 0.35), 1.05, 2.4);
  const double shift_um = 0.07 * std::sqrt(area) * axis.ratio;
  Ellipse ellipse;
  ellipse.centre = {centroid.x + basal.x * shift_um + random.normal(0, 0.35),
                    centroid.y + basal.y * shift_um + random.normal(0, 0.35)};
  if (rayToPolygon(outline, ellipse.centre, 0) < 1) ellipse.centre = centroid;
  ellipse.long_um = radius_um * std::sqrt(ratio);
  ellipse.short_um = radius_um / std::sqrt(ratio);
  ellipse.angle = axis.angle + random.normal(0, ratio > 1.4 ? 0.12 : 0.5);
  PhantomNucleus nucleus;
  shape(nucleus, ellipse, 0.13, random);
  keepInside(nucleus, outline, wide ? 0.5 * kClearanceUm : kClearanceUm);
  nucleus.softness_um = static_cast<float>(random.uniform(0.22, 0.6));
  colourTumourNucleus(nucleus, ellipse, random);
  return nucleus;
}

PhantomNucleus spindleNucleus(PointUm centre, double angle, PhantomRandom& random) {
  PhantomNucleus nucleus;
  const Ellipse ellipse{centre, random.uniform(3.2, 6.0), std::clamp(random.normal(1.4, 0.2), 0.9, 2.0), angle};
  shape(nucleus, ellipse, 0.10, random);
  nucleus.fill_od = static_cast<float>(random.uniform(0.08, 0.18));
  nucleus.rim_od = static_cast<float>(random.uniform(0.03, 0.09));
  nucleus.texture_od = 0.10F;
  return nucleus;
}

PhantomNucleus muscleNucleus(PointUm centre, double angle, bool across, PhantomRandom& random) {
  PhantomNucleus nucleus;
  const double short_um = std::clamp(random.normal(1.5, 0.25), 1.0, 2.2);
  const double long_um = across ? short_um * random.uniform(1.0, 1.5) : random.uniform(5.0, 9.5);
  shape(nucleus, {centre, long_um, short_um, angle}, 0.07, random);
  nucleus.fill_od = static_cast<float>(random.uniform(0.09, 0.15));
  nucleus.rim_od = static_cast<float>(random.uniform(0.03, 0.08));
  nucleus.texture_od = 0.07F;
  return nucleus;
}

PhantomNucleus lymphocyteNucleus(PointUm centre, PhantomRandom& random) {
  PhantomNucleus nucleus;
  const double radius_um = random.uniform(2.3, 3.0);
  shape(nucleus, {centre, radius_um * 1.05, radius_um / 1.05, random.uniform(0, kTurn)}, 0.07, random);
  nucleus.fill_od = static_cast<float>(random.uniform(0.15, 0.24));
  nucleus.rim_od = 0.05F;
  nucleus.texture_od = 0.16F;
  nucleus.clump_um = 1.2F;
  return nucleus;
}

double nucleusRadius(const PhantomNucleus& nucleus, double angle) {
  double turn = angle / kTurn;
  turn -= std::floor(turn);
  const double position = turn * PhantomNucleus::kAngles;
  const int before = static_cast<int>(position) % PhantomNucleus::kAngles;
  const double t = position - std::floor(position);
  const double a = nucleus.radius_um[static_cast<std::size_t>(before)];
  const double b = nucleus.radius_um[static_cast<std::size_t>((before + 1) % PhantomNucleus::kAngles)];
  return a + t * (b - a);
}

std::vector<PointUm> nucleusOutline(const PhantomNucleus& nucleus, int points) {
  std::vector<PointUm> outline;
  for (int i = 0; i < points; ++i) {
    const double angle = kTurn * i / points;
    const double radius = nucleusRadius(nucleus, angle);
    outline.push_back({nucleus.centre.x + radius * std::cos(angle), nucleus.centre.y + radius * std::sin(angle)});
  }
  return outline;
}

}  // namespace herald
