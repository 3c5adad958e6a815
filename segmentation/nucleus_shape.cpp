#include "segmentation/nucleus_shape.h"

#include <algorithm>
#include <cmath>

namespace herald {
namespace {

constexpr int kRays = kNucleusOutlinePoints;

struct Moments {
  double area = 0, mx = 0, my = 0, mxx = 0, myy = 0, mxy = 0;
};

// Green's theorem over the polygon's triangles from the seed.
Moments polygonMoments(const NucleusOutline& outline) {
  Moments m;
  std::array<double, kRays + 1> x;
  std::array<double, kRays + 1> y;
  for (std::size_t i = 0; i < kRays; ++i) {
    x[i] = kNucleusRays[i].x * static_cast<double>(outline.radius_um[i]);
    y[i] = kNucleusRays[i].y * static_cast<double>(outline.radius_um[i]);
  }
  x[kRays] = x[0];
  y[kRays] = y[0];
  for (std::size_t i = 0; i < kRays; ++i) {
    const double x0 = x[i];
    const double y0 = y[i];
    const double x1 = x[i + 1];
    const double y1 = y[i + 1];
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

NucleusOutline::Measures NucleusOutline::measures() const {
  const Moments m = polygonMoments(*this);
  const double cx = m.mx / m.area;
  const double cy = m.my / m.area;
  const double xx = m.mxx / m.area - cx * cx;
  const double yy = m.myy / m.area - cy * cy;
  const double xy = m.mxy / m.area - cx * cy;
  const double mean = (xx + yy) / 2;
  const double spread = std::sqrt(std::max(0.0, (xx - yy) * (xx - yy) / 4 + xy * xy));
  return {m.area, {cx, cy}, std::sqrt(std::clamp(1.0 - (mean - spread) / (mean + spread), 0.0, 1.0))};
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

}  // namespace herald
